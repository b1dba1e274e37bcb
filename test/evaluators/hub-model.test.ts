import path from 'node:path';
import { expect, test } from 'vitest';
import { transformersEvaluator } from '../../src/evaluators/transformers.ts';
import { fetchHubModel } from '../../src/models/hub.ts';
import { bundleFile } from '../../src/native/bundle-file.ts';
import { simulatedHub } from '../simulators/hub.ts';
import { inDirectory, writeCountdownModel } from './countdown-model.ts';
import { temporaryDirectory } from './temporary-directory.ts';

test('a model that was fetched from the Hub answers from its cache, which is made of links', async () => {
  const directory = await temporaryDirectory('cegi-hub-model');
  await writeCountdownModel(directory, {});
  const repository = 'fixtures/countdown';
  const hub = await simulatedHub({ repository, directory });
  const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: await temporaryDirectory('cegi-hub-cache') };
  const fetched = await fetchHubModel({ repository, revision: hub.commit, dtype: 'fp32', env });
  await hub.close();
  const evaluator = transformersEvaluator({
    ...inDirectory(fetched.directory),
    childScript: bundleFile('transformers-child.js'),
    nativeDirectory: path.resolve(import.meta.dirname, '../..'),
  });
  try {
    await evaluator.load();
    const { predictions } = await evaluator.pass([{ id: 'a', prompt: 'hhhh' }]);
    expect(predictions[0]!.text).toBe('gfedcba');
  } finally {
    await evaluator.close();
  }
});
