import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { terminalAsker } from '../../src/init/terminal-asker.ts';
import { answering, dialogueRow, lines, repository, sqlRow, unmeteredMachine } from './repository.ts';

const configuration = '.github/cegi.yml';
/** Zone and labels, by Enter. */
const settings = ['', ''];

describe('at a terminal', () => {
  it('Enter accepts what is likely, and what is clear is not asked', async () => {
    const place = await repository({ 'data/sql.jsonl': lines(sqlRow) }, { 'models/sql': 'models/sql-base' });
    const asker = answering(...settings);
    expect((await place.init({ asker })).done).toBe(true);
    expect(asker.asked).toEqual([
      "Country of the runner's electricity, ISO 3166 alpha-3 such as ESP [WORLD] ",
      'Labels of the runner [self-hosted,gpu] ',
    ]);
    expect(parse(await place.read(configuration)).models).toMatchObject([{ id: 'sql', task: 'sql' }]);
  });

  it('which task is asked for the fine-tune, and its base has the same', async () => {
    const place = await repository({}, { models: 'models', data: 'data' });
    const asker = answering('2', ...settings);
    await place.init({ asker });
    expect(asker.asked.slice(0, 5)).toEqual([
      'What is models/vision-lora evaluated on?',
      '  1) captioning (captioning, data/captioning/annotations.json)',
      '  2) vqa (vqa, data/vqa/questions.json)',
      '  3) none: leave it out',
      'Number [1] ',
    ]);
    const { models } = parse(await place.read(configuration));
    expect(models.slice(-2)).toMatchObject([
      { id: 'vision-base', task: 'vqa' },
      { id: 'vision-lora', task: 'vqa', reference: 'vision-base' },
    ]);
  });

  it('an answer that is none is asked again, with what may be answered', async () => {
    const place = await repository(
      { 'data/a.jsonl': lines(dialogueRow), 'data/b.jsonl': lines(dialogueRow) },
      { 'models/m': 'models/sql-base' },
    );
    const asker = answering('9', 'b', '2', 'Spain', 'ESP', 'a label', 'energy,quiet');
    await place.init({ asker });
    expect(asker.asked.filter((line) => line.startsWith('  Please'))).toHaveLength(2);
    expect(asker.asked.join('\n')).toContain('no zone "Spain"');
    const written = parse(await place.read(configuration));
    expect(written.models[0].task).toBe('b');
    expect(written.carbon.intensity.zone).toBe('ESP');
    expect(parse(await place.read('.github/workflows/cegi.yml')).jobs.cegi['runs-on']).toEqual([
      'energy',
      'quiet',
    ]);
  });

  it('a dataset that only looks like one is taken by a yes, and left by a no', async () => {
    const files = { 'data/news.jsonl': '{"document": "Long.", "summary": "Short."}\n' };
    const yes = await repository(files, { 'models/m': 'models/sql-base' });
    expect((await yes.init({ asker: answering('', ...settings) })).done).toBe(true);
    const no = await repository(files, { 'models/m': 'models/sql-base' });
    const left = await no.init({ asker: answering('n') });
    expect(left.done).toBe(false);
    expect(left.said).toContain('data/news.jsonl: you left it out');
  });

  it('a model that needs a server is proposed where nothing else can be checked', async () => {
    const place = await repository({
      'data/talks.jsonl': lines(dialogueRow),
      'models/tiny/config.json': '{}',
      'models/tiny/model.safetensors': 'x',
    });
    const asker = answering('', ...settings);
    expect((await place.init({ asker })).done).toBe(true);
    expect(asker.asked[0]).toMatch(/^models\/tiny can be checked on talks, but it needs vLLM.* \[Y\/n\]/);
  });

  it('estimates are offered where no counter can be read, and a file that is there is kept by Enter', async () => {
    const place = await repository(
      { 'data/sql.jsonl': lines(sqlRow), [configuration]: '# mine\n' },
      { 'models/sql': 'models/sql-base' },
    );
    const asker = answering(...settings, 'y', '');
    const kept = await place.init({ asker, machine: unmeteredMachine });
    expect(kept.done).toBe(false);
    expect(asker.asked.slice(-2)).toEqual([
      'No energy counter can be read here. Let estimates from CPU time decide, too? [y/N] ',
      'Overwrite .github/cegi.yml? [y/N] ',
    ]);
    expect(await place.read(configuration)).toBe('# mine\n');
    await place.init({ asker: answering(...settings, 'y', 'yes'), machine: unmeteredMachine });
    expect(parse(await place.read(configuration)).energy.accept).toContain('estimated');
  });
});

describe('who goes away at the last question', () => {
  it('leaves nothing half done', async () => {
    const place = await repository(
      { 'data/sql.jsonl': lines(sqlRow), '.github/workflows/cegi.yml': '# mine\n' },
      { 'models/sql': 'models/sql-base' },
    );
    // Nobody answers whether the workflow may be overwritten.
    await expect(place.init({ asker: answering(...settings) })).rejects.toThrow(/nobody answers/);
    expect(await place.git('status', '--porcelain', '-uall')).not.toContain(configuration);
  });
});

describe('the terminal', () => {
  it('is not taken over before the first question', () => {
    const input = new PassThrough();
    const asker = terminalAsker(input, new PassThrough());
    expect(input.listenerCount('data') + input.listenerCount('end')).toBe(0);
    asker.close();
  });

  it('gives a line for each question, without the blanks around it', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const asker = terminalAsker(input, output);
    const first = asker.ask('One? ');
    input.write('  1 \n');
    expect(await first).toBe('1');
    const second = asker.ask('Two? ');
    input.write('\n');
    expect(await second).toBe('');
    asker.close();
    expect(String(output.read())).toContain('One? ');
  });

  it('says that nothing was written where the input ends', async () => {
    const input = new PassThrough();
    const asker = terminalAsker(input, new PassThrough());
    const question = asker.ask('One? ');
    input.end();
    await expect(question).rejects.toThrow(/nothing was written/);
    await expect(asker.ask('Two? ')).rejects.toThrow(/nothing was written/);
  });
});
