import type { CheckResult, ModelResult } from '../measurement/result.ts';
import { modelTables, resultTables, type Table } from './details.ts';
import { energyAndGrid, energyAndGridSentence, oneGridSentence } from './energy-and-grid.ts';
import { htmlText, linkAddress } from './escape.ts';
import { overviewHead, overviewRow } from './figure-cells.ts';
import { type Finding, findingsOf } from './findings.ts';
import { headline } from './headline.ts';
import { pageStyle } from './page-style.ts';
import { roundsPlot } from './rounds-plot.ts';
import { cegiUnit, overrideText, verdictSign, verdictText } from './words.ts';

/** Longer than in a comment: a page has room. */
const longest = 4000;

/**
 * The whole result as one HTML page: no script, no request, readable offline, in light and dark, and on paper. It
 * shows all that the comment shows, and every round.
 */
export function reportHtml(result: CheckResult): string {
  const { title, sentence } = headline(result);
  const address = linkAddress(result.runUrl);
  const models = result.models.map((model, index) => modelSection(model, index, result));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>CEGI: ${htmlText(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<p class="eyebrow">${htmlText(placeText(result))}</p>
<h1 class="${result.verdict}">${htmlText(title)}</h1>${overrideNote(result)}
<p class="lead">${htmlText(sentence)}</p>
${result.error === null ? '' : `<p class="error"><strong>The check ended early:</strong> ${htmlText(result.error, longest)}</p>`}
${result.policy.proposed === null ? '' : '<p class="warning">This change proposes other rules than the base’s. <strong>The base’s rules judged</strong>; both are below.</p>'}
</header>
<main>
${overview(result)}
${models.join('\n')}
<section aria-labelledby="how">
<h2 id="how">How it was calculated, and the rules</h2>
${resultTables(result).map(table).join('\n')}
</section>
</main>
<footer>
${address ? `<p><a href="${htmlText(address, 2000)}" rel="noreferrer">The run</a></p>` : ''}
<p>Made by cegi-action ${htmlText(result.version, 40)} from result.json, which holds every raw figure.</p>
</footer>
</body>
</html>
`;
}

function overrideNote({ override, error }: CheckResult): string {
  if (override === null) return '';
  const { who, why } = overrideText(override, error);
  return `\n<p class="warning"><strong>${htmlText(who)}:</strong> ${htmlText(why)}</p>`;
}

function placeText({ repository, pullRequest, createdAt }: CheckResult): string {
  const place = repository ?? 'Local check';
  return `${place}${pullRequest === null ? '' : `, pull request ${pullRequest}`} · ${createdAt.slice(0, 10)}`;
}

function overview(result: CheckResult): string {
  const { models, gain } = result;
  if (models.length === 0) return '';
  const rows = models.map((model, index) => {
    const [[id], verdict, ...cells] = overviewRow(model) as [[string], string[], ...string[][]];
    return (
      `<tr><th scope="row" class="id"><a href="#model-${index + 1}">${htmlText(id, 200)}</a></th>` +
      `<td class="verdict ${model.verdict}">${linesMarkup(verdict)}</td>` +
      `${cells.map((lines) => `<td>${linesMarkup(lines)}</td>`).join('')}</tr>`
    );
  });
  return `${tableMarkup('Models', overviewHead, rows)}
<p class="note">Below a value: its change against the baseline, with the 95 % interval. CEGI in ${htmlText(cegiUnit(gain))}; lower is better. Measured: read from an energy counter. Integrated: summed up from samples of power. Estimated: calculated, not measured. ${htmlText(oneGridSentence(result), longest)}</p>`;
}

const linesMarkup = (lines: readonly string[]) => lines.map((line) => htmlText(line)).join('<br>');

function modelSection(model: ModelResult, index: number, result: CheckResult): string {
  const id = `model-${index + 1}`;
  const { beyond, findings } = findingsOf(model);
  const split = energyAndGrid(model, result);
  const warnings = model.warnings.map((warning) => `<p class="warning">${htmlText(warning, longest)}</p>`);
  return `<section aria-labelledby="${id}">
<h2 id="${id}"><span class="id">${htmlText(model.id, 200)}</span> <span class="verdict ${model.verdict}">${htmlText(verdictText(model.verdict))}</span></h2>
${beyond === '' ? '' : `<p>${htmlText(beyond, longest)}</p>`}
${findings.length === 0 ? '' : `<ul class="findings">${findings.map(findingMarkup).join('')}</ul>`}
${split ? `<p>${htmlText(energyAndGridSentence(split))}</p>` : ''}
${warnings.join('\n')}
${roundsPlot(model)}
${modelTables(model, result).map(table).join('\n')}
</section>`;
}

function findingMarkup({ verdict, text, advice, notable }: Finding): string {
  const said = htmlText(text, longest);
  return (
    `<li><span class="sign">${verdictSign[verdict]}</span> <span>${notable ? `<strong>${said}</strong>` : said}` +
    `${advice === null ? '' : ` ${htmlText(advice, longest)}`}</span></li>`
  );
}

function table({ caption, head, rows }: Table): string {
  const body = rows.map(
    ([name, ...cells]) =>
      `<tr><th scope="row">${htmlText(name!, longest)}</th>${cells.map((cell) => `<td>${htmlText(cell, longest)}</td>`).join('')}</tr>`,
  );
  return tableMarkup(caption, head, body);
}

/** A wide table scrolls by itself, also by keyboard, and not the page. */
function tableMarkup(caption: string, head: readonly string[], rows: readonly string[]): string {
  const columns = head
    .map((name) => (name ? `<th scope="col">${htmlText(name)}</th>` : '<td></td>'))
    .join('');
  const heading = head.some((name) => name !== '') ? `<thead><tr>${columns}</tr></thead>` : '';
  return `<div class="scroll" role="region" aria-label="${htmlText(caption)}" tabindex="0"><table>
<caption>${htmlText(caption)}</caption>
${heading}<tbody>
${rows.join('\n')}
</tbody></table></div>`;
}
