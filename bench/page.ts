import { historyPage } from '../src/report/history.ts';
import { builtPage } from '../test/page/built-page.ts';
import { generatedRuns } from '../test/page/generated-runs.ts';
import { drawn, scene } from '../test/page/scene.ts';
import { median } from './support/median.ts';
import type { Row } from './support/row.ts';

export const about = 'how long the page of a history takes to draw 10,000 results, and to filter them';

const results = 10_000;
const models = 8;
const opened = 7;
const goalMs = 2000;

/** Milliseconds from a choice in a filter to the next frame. */
const filtering = `new Promise((resolve) => {
  const select = document.querySelector('#filters select');
  const start = performance.now();
  select.selectedIndex = 1;
  select.dispatchEvent(new Event('change'));
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
})`;

export async function run(): Promise<Row[]> {
  const [stage, built] = await Promise.all([scene(), builtPage()]);
  const page = historyPage(built, { runs: generatedRuns(results, models) });
  const times: { draw: number[]; filter: number[] } = { draw: [], filter: [] };
  for (let run = 0; run <= opened; run += 1) {
    const shown = await stage.open({ 'index.html': page });
    const [draw, filter] = [await drawn(shown.page), await shown.page.evaluate<number>(filtering)];
    const told = await shown.page.locator('#shown').innerText();
    if (!told.endsWith(' of 10,000 results shown.') || shown.noise.length > 0)
      throw new Error(`the page did not draw what it was given: ${told} ${shown.noise.join(' ')}`);
    await shown.page.context().close();
    // The first warms up the browser.
    if (run === 0) continue;
    times.draw.push(draw);
    times.filter.push(filter);
  }
  await stage.close();
  const row = (name: string, values: number[]): Row => ({
    name,
    value: median(values),
    unit: 'ms',
    peer: null,
    peerValue: null,
    ratio: null,
    goal: `<= ${goalMs} ms`,
    ok: median(values) <= goalMs,
  });
  return [
    row('10,000 results: start of navigation to all drawn', times.draw),
    row('10,000 results: a filter set to all drawn anew', times.filter),
    {
      ...row('size of the page without results', []),
      value: Buffer.byteLength(built) / 1024,
      unit: 'KiB',
      goal: null,
      ok: true,
    },
  ];
}
