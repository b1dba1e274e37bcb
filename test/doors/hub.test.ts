import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HubOptions, simulatedHub } from '../simulators/hub.ts';
import { smallScene } from './small-scene.ts';

const task = '{ kind: text-to-sql, dataset: data.jsonl, limit: 2 }';
const evaluator = '{ kind: transformers, device: cpu, threads: 1, batch: 2, max-new-tokens: 8 }';
const pinned = '0123456789abcdef0123456789abcdef01234567';

async function scene(revision: string | null, options: Partial<HubOptions> = {}) {
  const hub = await simulatedHub({
    repository: 'org/tiny',
    directory: resolve('fixtures/models/sql-base'),
    branches: ['main'],
    ...options,
  });
  onTestFinished(() => hub.close());
  const place = `hub: org/tiny${revision === null ? '' : `\n    revision: ${revision}`}`;
  const { directory, measure } = await smallScene(
    { task, evaluator, place },
    { 'data.jsonl': readFileSync(resolve('fixtures/data/text-to-sql/test.jsonl')) },
  );
  return {
    hub,
    async measure(environment: NodeJS.ProcessEnv = {}) {
      const cache = { HF_HOME: join(directory, 'hf'), HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: undefined };
      const ran = await measure({ HF_TOKEN: undefined, ...cache, ...environment });
      expect(ran.stderr).not.toContain('defect');
      return ran;
    },
  };
}

describe('a model on the Hub', () => {
  it('at a pinned commit is fetched once, and then read from the cache, offline too', async () => {
    const { hub, measure } = await scene(pinned);
    const first = await measure();
    expect(first.status, first.stderr).toBe(0);
    expect(first.records[0]!.hub).toEqual({ repository: 'org/tiny', commit: pinned });
    const sent = hub.sentBytes();
    expect(sent).toBeGreaterThan(0);
    const again = await measure({ HF_HUB_OFFLINE: '1' });
    expect(again.status, again.stderr).toBe(0);
    expect(hub.sentBytes()).toBe(sent);
  });

  it('without a revision is measured with a warning', async () => {
    const { measure } = await scene(null);
    const ran = await measure();
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.stderr).toMatch(/revision/);
    expect(ran.stderr).toContain(pinned);
  });

  it('that is not in the cache cannot be measured offline', async () => {
    const { hub, measure } = await scene(pinned);
    const ran = await measure({ HF_HUB_OFFLINE: '1' });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/HF_HUB_OFFLINE/);
    expect(hub.requests).toEqual([]);
  });

  it('that needs a token is one error that names the variable', async () => {
    const { measure } = await scene(pinned, { token: 'hf_secret' });
    const ran = await measure();
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/org\/tiny.*HF_TOKEN/s);
  });

  it('that is not there is one error that names it', async () => {
    const { measure } = await scene(pinned, { fault: () => ({ kind: 'status', status: 404 }) });
    const ran = await measure();
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('org/tiny');
  });
});
