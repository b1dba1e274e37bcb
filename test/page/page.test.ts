import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/measurement/run-summary.ts';
import { historyPage } from '../../src/report/history.ts';
import { builtPage } from './built-page.ts';
import { chromiumPath, noChromium } from './chromium.ts';
import { generatedRuns } from './generated-runs.ts';
import { drawn, type Opened, type Scene, scene } from './scene.ts';

interface AxeFinding {
  id: string;
  nodes: { html: string }[];
}

if (chromiumPath === null) console.warn(`The page is not tested in a browser: ${noChromium}.`);
const why = chromiumPath === null ? ` (skipped: ${noChromium})` : '';

describe.skipIf(chromiumPath === null)(`the page of a history, in Chromium${why}`, () => {
  let stage: Scene;
  let html: string;
  const runs = generatedRuns(120);
  const newest = runs.filter(({ run }) => run === runs.at(-1)!.run);

  beforeAll(async () => {
    [stage, html] = await Promise.all([scene(), builtPage()]);
  });
  afterAll(() => stage?.close());

  const withRuns = (list: readonly RunSummary[], options: Parameters<Scene['open']>[1] = {}) =>
    stage.open({ 'index.html': historyPage(html, { runs: list }) }, options);
  /** What every page must keep: silence in the console, and no request besides those that are expected. */
  const keepsQuiet = ({ noise, requests }: Opened, expected: string[] = []) =>
    expect({ noise, requests }).toEqual({ noise: [], requests: expected });
  const pixels = (index: number) =>
    `(() => { const canvas = document.querySelectorAll('.plot canvas')[${index}];
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, at) => at % 4 === 3 && value > 0).length; })()`;

  it('shows the latest figures of every model, with verdicts named and changes against the run before', async () => {
    const opened = await withRuns(runs);
    const cards = opened.page.locator('#latest > li');
    expect(await cards.count()).toBe(4);
    const card = cards.filter({ hasText: 'sql-base' });
    const run = newest.find(({ model }) => model === 'sql-base')!;
    const text = await card.innerText();
    expect(text).toContain(run.commit!.slice(0, 7));
    expect(text).toContain(run.verdict);
    expect(text).toMatch(/Energy\s+per 1k items\s+[\d.]+ kJ\s+[\d.]+ to [\d.]+ kJ\s+[+−]?[\d.]+ %/);
    expect(text).toMatch(/Changes against the run before \([0-9a-f]{7}\)/);
    expect(text).toMatch(/Energy, last \d+ runs: (level|[\d.]+ % (up|down))/);
    for (const chart of [0, 1, 2, 3, 4])
      expect(await opened.page.evaluate<number>(pixels(chart))).toBeGreaterThan(500);
    keepsQuiet(opened);
  });

  it('reads the shards that a manifest beside it lists, and links to the records there', async () => {
    const opened = await stage.open({
      'index.html': historyPage(html, { manifest: 'index/manifest.json' }),
      'index/manifest.json': JSON.stringify(['index/2026-01-1.json', 'index/2026-02-1.json']),
      'index/2026-01-1.json': JSON.stringify(runs.slice(0, 60)),
      'index/2026-02-1.json': JSON.stringify(runs.slice(60)),
    });
    expect(await opened.page.locator('#summary').innerText()).toBe(
      '4 models in 30 runs, 2026-01-05 to 2026-01-17.',
    );
    const record = opened.page.getByRole('link', { name: 'record' }).first();
    expect(await record.getAttribute('href')).toBe(newest[0]!.file);
    keepsQuiet(opened, ['index/manifest.json', 'index/2026-01-1.json', 'index/2026-02-1.json']);
  });

  it('names what of the history could not be read, and shows the rest', async () => {
    const { page, requests } = await stage.open({
      'index.html': html,
      'index/manifest.json': JSON.stringify(['index/2026-01-1.json', 'index/2026-02-1.json']),
      'index/2026-01-1.json': JSON.stringify([...runs.slice(0, 8), { run: 'half' }]),
    });
    const warnings = await page.locator('.warning').allInnerTexts();
    expect(warnings.join(' ')).toContain('index/2026-02-1.json could not be read (HTTP 404).');
    expect(warnings.join(' ')).toContain('1 of 9 entries could not be read (of the first: file)');
    expect(await page.locator('#latest > li').count()).toBe(4);
    expect(requests).toHaveLength(3);
  });

  it('says what to do where there is no run, no manifest, or only a file', async () => {
    const empty = await withRuns([]);
    expect(await empty.page.locator('#summary').innerText()).toContain(
      'No run has been recorded yet. With baseline: { store: branch } in',
    );
    expect(await empty.page.locator('#content').isVisible()).toBe(false);
    keepsQuiet(empty);

    const { page } = await stage.open({ 'index.html': html });
    expect(await page.locator('#summary').innerText()).toMatch(
      /manifest\.json could not be read \(HTTP 404\)/,
    );

    const directory = await mkdtemp(path.join(tmpdir(), 'cegi-page-'));
    await writeFile(path.join(directory, 'history.html'), html);
    const alone = await stage.browser.newPage();
    await alone.goto(pathToFileURL(path.join(directory, 'history.html')).href);
    await drawn(alone);
    expect(await alone.locator('#summary').innerText()).toContain('node dist/cli.js page --history');
    await alone.close();
  });

  it('says of a figure that no run has that it is unknown, and draws no axes for it', async () => {
    const opened = await withRuns(generatedRuns(1).map((run) => ({ ...run, cegi: null })));
    const { page } = opened;
    expect(await page.locator('#summary').innerText()).toBe('1 model in 1 run, 2026-01-05.');
    expect(await page.locator('.plot:visible').count()).toBe(4);
    expect(await page.locator('#charts figure').last().innerText()).toContain(
      'CEGI of all 1 result shown: undetermined.',
    );
    expect(await page.locator('#latest').innerText()).toContain('First run: nothing to set it against.');
    keepsQuiet(opened);
  });

  it('can ask no other host for anything', async () => {
    const { page, noise, requests } = await withRuns(runs.slice(0, 4));
    await expect(page.evaluate("fetch('https://example.org/')")).rejects.toThrow('Failed to fetch');
    await page.evaluate(
      "document.body.append(Object.assign(new Image(), { src: 'https://example.org/x.png' }))",
    );
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { text: 'window.hurt = 1' }))",
    );
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    for (const directive of ['connect-src', 'img-src', 'script-src'])
      await expect.poll(() => noise.filter((line) => line.includes(directive)).length).toBeGreaterThan(0);
    expect(requests).toEqual([]);
  });

  it('works as one file, opened from a disk', async () => {
    const file = path.join(await mkdtemp(path.join(tmpdir(), 'cegi-page-')), 'history.html');
    await writeFile(file, historyPage(html, { runs }));
    const page = await stage.browser.newPage();
    const noise: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => noise.push(message.text()));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await drawn(page);
    await page.getByLabel('Task').selectOption('sql');
    expect(page.url()).toMatch(/#task=sql$/);
    expect({ noise, requests }).toEqual({ noise: [], requests: [pathToFileURL(file).href] });
    await page.close();
  });

  it('filters by model, task and hardware, keeps that in the address, and goes back', async () => {
    const opened = await withRuns(runs);
    const { page } = opened;
    const shown = page.locator('#shown');
    expect(await shown.innerText()).toBe('120 of 120 results shown.');

    await page.getByRole('checkbox', { name: 'sql-base' }).uncheck();
    expect(await shown.innerText()).toBe('90 of 120 results shown.');
    expect(await page.locator('#latest > li').count()).toBe(3);
    await page.getByLabel('Task').selectOption('sql');
    expect(await shown.innerText()).toBe('60 of 120 results shown.');
    const onA100 = runs.filter(
      (run) => run.hardware.includes('A100') && run.task === 'sql' && run.model !== 'sql-base',
    );
    await page.getByLabel('Hardware').selectOption('NVIDIA A100-SXM4-80GB');
    expect(await shown.innerText()).toBe(`${onA100.length} of 120 results shown.`);
    await page.getByRole('combobox', { name: 'Runs' }).selectOption('the last 20 runs');
    expect(new URL(page.url()).hash).toBe(
      '#model=news-small&model=sql-distilled&model=sql-lora&task=sql&hardware=aaaaaaaaaaaaaaaa&last=20',
    );
    await page.goBack();
    await page.goBack();
    expect(await shown.innerText()).toBe('60 of 120 results shown.');
    await page.getByRole('button', { name: 'Show everything' }).click();
    expect(await shown.innerText()).toBe('120 of 120 results shown.');
    await page.getByRole('button', { name: 'Only this model: sql-lora' }).click();
    expect(await shown.innerText()).toBe('30 of 120 results shown.');
    keepsQuiet(opened);
  });

  it('opens at what a link names, and says so where that fits nothing', async () => {
    const { run, model } = newest[2]!;
    const linked = await withRuns(runs, { hash: `#model=${model}&scale=log&run=${run}&of=${model}` });
    expect(await linked.page.locator('#shown').innerText()).toBe('30 of 120 results shown.');
    expect(await linked.page.locator('#details').innerText()).toContain(model);
    expect(await linked.page.getByRole('checkbox', { name: /log scale/ }).isChecked()).toBe(true);
    expect(await linked.page.locator('.ring.chosen:visible').count()).toBe(5);
    keepsQuiet(linked);

    const astray = await withRuns(runs, { hash: '#model=gone&hardware=nowhere&last=-3&front-task=x' });
    expect(await astray.page.locator('#shown').innerText()).toBe('No result fits these filters.');
    expect(await astray.page.locator('#latest-title + ul + p').innerText()).toContain('No result fits');
    expect(await astray.page.locator('figure:visible, table:visible').count()).toBe(0);
    expect(await astray.page.locator('nav a:visible').count()).toBe(2);
    await astray.page.getByRole('button', { name: 'Show everything' }).click();
    expect(await astray.page.locator('figure:visible').count()).toBe(5);
    expect(await astray.page.locator('nav a:visible').count()).toBe(4);
    expect(await astray.page.locator('#shown').innerText()).toBe('120 of 120 results shown.');
    keepsQuiet(astray);
  });

  it('can be walked through with the keyboard alone, and tells a screen reader where it is', async () => {
    const opened = await withRuns(runs);
    const { page } = opened;
    const spoken = () => page.locator('#spoken').innerText();
    await page.locator('.plot').first().focus();
    await page.keyboard.press('End');
    const last = newest.find(({ model }) => model === 'news-small')!;
    expect(await spoken()).toMatch(/^news-small, Energy: [\d.]+ kJ per 1k items \(/);
    expect(await spoken()).toContain(last.commit!.slice(0, 7));
    expect(await page.locator('.tip').first().innerText()).toContain(last.provenance);
    await page.keyboard.press('ArrowDown');
    expect(await spoken()).toMatch(/^sql-base,/);
    const before = await spoken();
    await page.keyboard.press('ArrowLeft');
    expect(await spoken()).not.toBe(before);
    await page.keyboard.press('Home');
    expect(await spoken()).toContain('2026-01-05');
    await page.keyboard.press('Enter');
    const heading = page.locator('#details-title');
    expect(await heading.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('#details').isVisible()).toBe(false);
    expect(
      await page
        .locator('.plot')
        .first()
        .evaluate((element) => element === element.ownerDocument.activeElement),
    ).toBe(true);

    // Everything that can be done has the focus once, in the order in which it is read.
    await page.evaluate('document.body.tabIndex = -1; document.body.focus()');
    const seen: string[] = [];
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate<string>(
          'document.activeElement.closest("section")?.getAttribute("aria-labelledby") + " " + document.activeElement.tagName',
        ),
      );
    }
    expect([...new Set(seen)].slice(0, 8)).toEqual([
      'undefined A',
      'latest-title A',
      'latest-title BUTTON',
      'commits-title INPUT',
      'commits-title SELECT',
      'commits-title DIV',
      'front-title SELECT',
      'front-title DIV',
    ]);
    keepsQuiet(opened);
  });

  it('shows a point under the mouse, and opens its run with links to commit and log', async () => {
    const opened = await withRuns(runs, { hash: '#model=sql-lora' });
    const { page } = opened;
    const plot = page.locator('.plot').first();
    await plot.scrollIntoViewIfNeeded();
    await plot.focus();
    await page.keyboard.press('End');
    const ring = (await plot.locator('.ring:not(.chosen)').boundingBox())!;
    await page.keyboard.press('Escape');
    await page.mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2);
    const run = newest.find(({ model }) => model === 'sql-lora')!;
    expect(await plot.locator('.tip').innerText()).toContain(run.commit!.slice(0, 7));
    await page.mouse.down();
    await page.mouse.up();
    const details = page.locator('#details');
    expect(await details.getByRole('link', { name: /^Commit/ }).getAttribute('href')).toBe(
      `https://github.com/example/models/commit/${run.commit}`,
    );
    expect(await details.getByRole('link', { name: /^Log of run/ }).getAttribute('href')).toBe(run.runUrl);
    expect(new URL(page.url()).hash).toContain(`run=${run.run}`);
    keepsQuiet(opened);
  });

  it('keeps the focus where it was used', async () => {
    const { page } = await withRuns(runs);
    const focused = () =>
      page.evaluate<string>(
        'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
      );
    const row = page.locator('#table tbody button').nth(3);
    await row.press('Enter');
    expect(await page.locator('#table tr[aria-current]').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await focused()).toBe(await row.getAttribute('aria-label'));
    await page.getByRole('button', { name: 'Last' }).press('Enter');
    expect(await focused()).toBe('First');
    await page.getByRole('button', { name: 'Only this model: sql-base' }).press('Enter');
    expect(await focused()).toBe('Details of sql-base');
    await page.getByLabel('Compared within').selectOption({ index: 1 });
    await page.getByRole('checkbox', { name: /log scale/ }).press('Space');
    expect(new URL(page.url()).hash).toMatch(/^#model=sql-base&scale=log&front-task=sql/);
  });

  it('has all figures in a table that sorts, and puts what is unknown last', async () => {
    const list = runs.map((run, index) =>
      index % 20 === 7
        ? {
            ...run,
            energyJPer1000Items: null,
            emissionsGPer1000Items: null,
            provenance: 'unavailable' as const,
          }
        : run,
    );
    const opened = await withRuns(list);
    const { page } = opened;
    const cells = async (column: number) =>
      (await page.locator(`#table tbody tr td:nth-child(${column})`).allInnerTexts()).map(
        (text) => text.split('\n')[0]!,
      );
    await page.locator('#table').getByRole('button', { name: 'Energy', exact: true }).click();
    const least = Math.min(...list.flatMap((run) => run.energyJPer1000Items?.value ?? []));
    expect((await cells(7))[0]).toBe(`${Number((least / 1000).toPrecision(3))} kJ`);
    await page.locator('#table').getByRole('button', { name: 'Last' }).click();
    const unknown = list.filter((run) => !run.energyJPer1000Items).length;
    expect(unknown).toBeGreaterThan(5);
    expect((await cells(7)).slice(-unknown)).toEqual(Array(unknown).fill('unknown'));
    expect(await page.locator('#table caption').innerText()).toMatch(/^Rows 101 to 120 of 120\./);
    expect(await page.locator('#table th[aria-sort]').innerText()).toMatch(/^Energy/);
    keepsQuiet(opened);
  });

  it('compares energy with score only within one task, metric and hardware', async () => {
    const opened = await withRuns(runs);
    const { page } = opened;
    const select = page.getByLabel('Compared within');
    const choices = await select.locator('option').allInnerTexts();
    expect(choices).toContain('sql · execution-accuracy · NVIDIA A100-SXM4-80GB');
    await select.selectOption('news · rouge-l · NVIDIA A100-SXM4-80GB');
    expect(
      new Set(await page.locator('#front tbody th .id:first-of-type').allInnerTexts()).size,
    ).toBeGreaterThan(0);
    expect(await page.locator('#front tbody').innerText()).not.toContain('sql-');
    expect(new URL(page.url()).hash).toContain('front-task=news');
    keepsQuiet(opened);
  });

  it('never takes text of a history for markup, nor its addresses for links', async () => {
    const hostile =
      '</script><script>window.hurt = 1</script><img src=x onerror="window.hurt = 1"><!--\u202e';
    const list = runs.slice(0, 24).map((run) => ({
      ...run,
      run: `${run.run}${hostile}`,
      model: run.model + hostile,
      task: hostile,
      metric: hostile,
      hardware: hostile,
      ref: hostile,
      commit: hostile,
      file: 'javascript:window.hurt=1',
      runUrl: 'javascript:window.hurt=1//github.com/a/b/actions/runs/1',
    }));
    const opened = await withRuns(list);
    const { page } = opened;
    expect(await page.locator('#latest > li').count()).toBe(4);
    expect(await page.locator('#latest h3').first().innerText()).toContain('<img src=x');
    await page.locator('#table tbody button').first().click();
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.locator('a:not(nav a)').count()).toBe(0);
    expect(await page.evaluate('document.body.innerText')).not.toContain('\u202e');
    keepsQuiet(opened);
  });

  const details = `#run=${newest[0]!.run}&of=${newest[0]!.model}`;
  const unmeasured = runs.map((run) => ({
    ...run,
    provenance: 'unavailable' as const,
    energyJPer1000Items: null,
    emissionsGPer1000Items: null,
    cegi: null,
  }));
  it.each<[string, readonly RunSummary[], NonNullable<Parameters<Scene['open']>[1]>]>([
    ['light', runs, {}],
    ['dark', runs, { dark: true }],
    ['with details', runs, { hash: details }],
    ['light and narrow', runs, { hash: details, width: 380 }],
    ['dark and narrow', runs, { hash: details, dark: true, width: 380 }],
    ['unmeasured', unmeasured, {}],
    ['filtered to nothing', runs, { hash: '#model=gone' }],
    ['without a run', [], {}],
  ])('has no fault that axe knows: %s', async (_, list, { width = 1280, ...options }) => {
    const opened = await withRuns(list, { ...options, width });
    const { page } = opened;
    // Upon the shadows at the edges of tables axe cannot tell a contrast.
    await page.evaluate(
      "for (const each of document.querySelectorAll('.scroll')) each.style.background = 'none'",
    );
    await page.evaluate(
      await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
    );
    const found = await page.evaluate<Record<'violations' | 'incomplete', AxeFinding[]>>('axe.run()');
    const told = (findings: AxeFinding[]) =>
      findings.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    expect(told(found.violations)).toEqual([]);
    // What lies under the details or beside a narrow screen it cannot decide.
    if (width === 1280 && options.hash !== details) expect(told(found.incomplete)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    keepsQuiet(opened);
  });

  it('says what CEGI is per, and sets nothing against another scale or grid', async () => {
    const perCegi = async (list: readonly RunSummary[]) => {
      const opened = await withRuns(list);
      const { page } = opened;
      keepsQuiet(opened);
      return {
        card: await page.locator('#latest').innerText(),
        chart: await page.locator('#charts figcaption').last().innerText(),
        table: await page.locator('#table caption').innerText(),
        footer: await page.locator('footer').innerText(),
        emissions: await page.locator('#charts figcaption').nth(1).innerText(),
        details: async () => {
          await page.locator('#table tbody button').first().click();
          return page.locator('#details').innerText();
        },
      };
    };
    const relative = await perCegi(runs.slice(-40));
    expect(relative.card).toContain('g CO2e / (1k items · % · M)');
    expect(relative.table).toContain('CEGI in g CO2e / (1k items · % · M)');
    expect(relative.footer).toContain('per percent of gain');
    expect(relative.emissions).toContain('At 174 g CO2e per kWh, PUE 1.2.');
    const details = await relative.details();
    expect(details).toContain('g CO2e per 1k items per % of gain per M trainable parameters');
    expect(details).toContain('174 g CO2e per kWh, PUE 1.2');

    const points = await perCegi(runs.slice(-40).map((run) => ({ ...run, gain: 'points' as const })));
    expect(points.card).toContain('g CO2e / (1k items · pt · M)');
    expect(points.footer).toContain('per point of gain');

    const mixed = await perCegi(
      runs
        .slice(-40)
        .map((run, index) =>
          index < 20 ? run : { ...run, gain: 'points' as const, grid: { intensityGPerKWh: 80, pue: 1.2 } },
        ),
    );
    expect(mixed.chart).toContain('two scales');
    expect(mixed.table).not.toContain('CEGI in');
    expect(mixed.emissions).toContain('At 80 to 174 g CO2e per kWh: they follow the grid');

    // As the history was written before it kept either.
    const old = runs.slice(-40).map(({ gain: _, grid: __, ...run }) => run as RunSummary);
    const unsaid = await perCegi(old);
    expect(unsaid.card).toContain('g CO2e / (1k items · gain · M)');
    expect(unsaid.chart).toContain('do not say whether');
    expect(unsaid.footer).toContain('per percent (or point) of gain');
    expect(unsaid.emissions).not.toContain('kWh');
  });

  it('leads to its parts without losing the view', async () => {
    const opened = await withRuns(runs, { hash: '#task=sql' });
    const { page } = opened;
    await page.getByRole('navigation').getByRole('link', { name: 'All results' }).press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('table-title');
    expect(new URL(page.url()).hash).toBe('#task=sql');
    expect(
      await page.locator('#table-title').evaluate((heading) => heading.getBoundingClientRect().top),
    ).toBeLessThan(900);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("section").id')).toBe('table-part');
    keepsQuiet(opened);
  });

  it('is printed dark on light, whatever the screen', async () => {
    const opened = await withRuns(runs, { dark: true });
    const { page } = opened;
    const ink = () => page.evaluate<string>('getComputedStyle(document.body).color');
    const drawing = () => page.evaluate<string>('document.querySelector(".plot canvas").toDataURL()');
    const before = await drawing();
    await page.emulateMedia({ media: 'print' });
    expect(await ink()).toBe('rgb(28, 35, 33)');
    await expect.poll(drawing).not.toBe(before);
    expect(await page.locator('form, nav, .pages, .acts').filter({ visible: true }).count()).toBe(0);
    // Nothing is cut off at the edge of a sheet, and rows keep their dates.
    await page.setViewportSize({ width: 1000, height: 700 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1000);
    expect(await page.locator('#table tbody button').first().isVisible()).toBe(true);
    keepsQuiet(opened);
  });

  it('follows the colour scheme, also while it is open', async () => {
    const opened = await withRuns(runs, { dark: true });
    const { page } = opened;
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const swatch = () =>
      page.evaluate<string>('getComputedStyle(document.querySelector(".swatch")).borderTopColor');
    const drawing = () => page.evaluate<string>('document.querySelector(".plot canvas").toDataURL()');
    const dark = { background: await background(), swatch: await swatch(), drawing: await drawing() };
    expect(dark.background).toBe('rgb(20, 25, 23)');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await background()).toBe('rgb(253, 253, 251)');
    expect(await swatch()).not.toBe(dark.swatch);
    await expect.poll(drawing).not.toBe(dark.drawing);
    keepsQuiet(opened);
  });

  it('draws 10,000 results of eight models soon', async () => {
    const opened = await withRuns(generatedRuns(10_000, 8));
    // The goal is 2 s, and a bench's: here other tests run beside it.
    expect(await drawn(opened.page)).toBeLessThan(5000);
    expect(await opened.page.locator('#shown').innerText()).toBe('10,000 of 10,000 results shown.');
    keepsQuiet(opened);
  });
});
