import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { textPrompts } from '../../src/evaluators/text-model.ts';
import { writeTokenizer } from './countdown-model.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const vocabulary = ['#', ...'abcdefgh<>'];
const tokens = (text: string) => [...text].map((letter) => vocabulary.indexOf(letter));
/** Writes the token that begins a text itself, as templates of the field do. */
const template =
  "#{% for message in messages %}{{ '<' if message.role == 'user' else '>' }}{{ message.content }}{% endfor %}{% if add_generation_prompt %}>{% endif %}";

async function tokenizerWith({ chatTemplate = null as string | null, begins = false }): Promise<string> {
  const directory = await temporaryDirectory('cegi-text-model');
  await writeTokenizer(directory, vocabulary);
  const change = async (name: string, changes: object) => {
    const file = path.join(directory, name);
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...changes }));
  };
  if (chatTemplate !== null) await change('tokenizer_config.json', { chat_template: chatTemplate });
  if (begins) {
    const begin = { SpecialToken: { id: '#', type_id: 0 } };
    await change('tokenizer.json', {
      post_processor: {
        type: 'TemplateProcessing',
        single: [begin, { Sequence: { id: 'A', type_id: 0 } }],
        pair: [begin, { Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 0 } }],
        special_tokens: { '#': { id: '#', ids: [0], tokens: ['#'] } },
      },
    });
  }
  return directory;
}

test('a prompt becomes what a user says, where the model has a chat template', async () => {
  const directory = await tokenizerWith({ chatTemplate: template });
  expect((await textPrompts(directory, 'auto')).idsOf('abc')).toEqual(tokens('#<abc>'));
  expect((await textPrompts(directory, 'on')).idsOf('abc')).toEqual(tokens('#<abc>'));
  expect((await textPrompts(directory, 'off')).idsOf('abc')).toEqual(tokens('abc'));
});

test('a model without a chat template reads the prompt as it is, and is refused where one is asked for', async () => {
  const directory = await tokenizerWith({});
  expect((await textPrompts(directory, 'auto')).idsOf('abc')).toEqual(tokens('abc'));
  await expect(textPrompts(directory, 'on')).rejects.toThrow('the model has no chat template');
});

test('a text begins once, whether the tokenizer or the template begins it', async () => {
  const directory = await tokenizerWith({ chatTemplate: template, begins: true });
  expect((await textPrompts(directory, 'auto')).idsOf('abc')).toEqual(tokens('#<abc>'));
  expect((await textPrompts(directory, 'off')).idsOf('abc')).toEqual(tokens('#abc'));
});

test('special tokens do not show in a text', async () => {
  const { textOf } = await textPrompts(await tokenizerWith({}), 'auto');
  expect(textOf(tokens('ab#'))).toBe('ab');
});
