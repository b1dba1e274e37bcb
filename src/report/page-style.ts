/** The page's whole style: system fonts, two colour schemes with a contrast of at least 4.5:1, and a printed form. */
export const pageStyle = `
:root { color-scheme: light dark;
  --ink: #1c2321; --soft: #55605c; --paper: #fdfdfb; --line: #d9ddd6;
  --accent: #1f6f54; --good: #1f6f54; --bad: #b3261e; --unsure: #7a5900; --plain: #4a5568; }
@media (prefers-color-scheme: dark) { :root {
  --ink: #e7ebe8; --soft: #a5b0ab; --paper: #141917; --line: #343e39;
  --accent: #7fd1b0; --good: #7fd1b0; --bad: #ff9d94; --unsure: #f0c75e; --plain: #b6c0cc; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main, header, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 3rem; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; letter-spacing: -0.01em; margin: 3rem 0 .75rem; padding-top: 1.25rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
p { max-width: 46rem; margin: .5rem 0; overflow-wrap: anywhere; }
.eyebrow { color: var(--soft); font-size: .8rem; letter-spacing: .08em; text-transform: uppercase; margin: 0 0 .5rem; }
.lead { font-size: 1.125rem; }
.note, figcaption, footer { color: var(--soft); font-size: .875rem; }
.scroll { overflow-x: auto; margin: 1rem 0 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; min-width: 6.5rem; }
thead th { color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--line); white-space: nowrap; }
tbody th { font-weight: 500; }
.id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .95em; }
.verdict { font-weight: 600; white-space: nowrap; }
.pass { color: var(--good); } .fail { color: var(--bad); }
.inconclusive, .incomparable { color: var(--unsure); } .no-baseline, .skipped { color: var(--plain); }
.findings { list-style: none; margin: .75rem 0; padding: 0; max-width: 46rem; }
.findings li { display: flex; gap: .6rem; margin: .35rem 0; overflow-wrap: anywhere; } .findings .sign { flex: none; }
.warning { border-left: 3px solid var(--unsure); padding-left: .75rem; }
.error { border-left: 3px solid var(--bad); padding-left: .75rem; }
a { color: var(--accent); }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
figure { margin: 1.25rem 0; max-width: 46rem; } svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: var(--soft); } svg .side { fill: var(--ink); font-size: 13px; }
svg .axis { stroke: var(--line); fill: none; } svg .mean { stroke: currentColor; stroke-width: 2; fill: none; }
svg .bar { stroke: currentColor; stroke-width: 4; opacity: .45; fill: none; } svg .dot { fill: currentColor; opacity: .75; }
svg .baseline { color: var(--plain); } svg .head { color: var(--accent); }
footer { padding-top: 2rem; padding-bottom: 3rem; }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --line: #bbb;
    --accent: #14523e; --good: #14523e; --bad: #8c1d18; --unsure: #5c4300; --plain: #333; }
  body { font-size: 10pt; } header { padding-top: 0; } .scroll { overflow: visible; }
  table, figure { break-inside: avoid; } h2 { break-after: avoid; } thead th { white-space: normal; } }
`;
