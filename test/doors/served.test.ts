import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ModelServerOptions, modelServer } from '../simulators/model-server.ts';
import { dialoguesFile, smallScene, summaries } from './small-scene.ts';

const files = { 'data.jsonl': dialoguesFile };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function running(options: ModelServerOptions, settings = '') {
  const server = await modelServer({ models: [{ id: 'tiny' }], ...options });
  onTestFinished(() => server.close());
  const evaluator = `{ kind: openai, url: "${server.url}", model: tiny, device: cpu${settings} }`;
  const { measure } = await smallScene({ task: summaries, evaluator }, files);
  const ran = await measure();
  expect(ran.stderr).not.toContain('defect');
  return { server, ran };
}

describe('a server that runs already', () => {
  it('is measured', async () => {
    const { ran } = await running({ answer: () => ({ text: 'number 1 is here' }) });
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.records[0]!.scores.find(({ metric }) => metric === 'rougeL')!.perItem[1]).toBe(1);
  });

  it('that answers 429 at first is asked again when it says, and loses nothing', async () => {
    const { ran, server } = await running({
      fault: ({ times }) =>
        times === 1 ? { kind: 'status', status: 429, headers: { 'retry-after': '0' } } : null,
    });
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.records[0]!.failedItems).toEqual([]);
    expect(server.requests.length).toBeGreaterThan(8);
  });

  it('that stalls in mid-answer to one item loses that item only', async () => {
    const { ran } = await running(
      { fault: ({ prompt }) => (prompt.includes('number 2') ? { kind: 'stall' } : null) },
      ', request-timeout-seconds: 1, attempts: 1',
    );
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.records[0]!.failedItems.map(({ id }) => id)).toEqual(['d2']);
  });

  it('that dies in the second round keeps the first, and is one error', async () => {
    // The warm-up and the first round ask for everything once each.
    const { ran } = await running(
      { fault: ({ times }) => (times > 2 ? { kind: 'die' } : null) },
      ', attempts: 1',
    );
    expect(ran.status).toBe(2);
    expect(ran.records[0]!.rounds).toHaveLength(1);
    expect(ran.stderr).toMatch(/ended early after 1 rounds?: .*127\.0\.0\.1/);
  });

  it('that does not know the model is one error with its words, which cannot command the runner', async () => {
    const { ran } = await running({
      models: [{ id: 'another' }],
      fault: () => ({
        kind: 'status',
        status: 404,
        body: { error: { message: 'no `tiny`\n::error::forged\u001b[31m' } },
      }),
    });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('tiny');
    expect(ran.stderr + ran.stdout).not.toMatch(/^::error/m);
    expect(ran.stderr + ran.stdout).not.toContain('\u001b');
  });

  it('that refuses connections is one error with its address', async () => {
    const port = await freePort();
    const evaluator = `{ kind: openai, url: "http://127.0.0.1:${port}/v1", model: tiny, device: cpu, attempts: 1 }`;
    const { measure } = await smallScene({ task: summaries, evaluator }, files);
    const ran = await measure();
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain(`127.0.0.1:${port}`);
    expect(ran.stderr).not.toContain('defect');
  });
});

describe('a server that is started for the measurement', () => {
  const served = async (options: object) => {
    const port = await freePort();
    const command = [
      process.execPath,
      resolve('test/simulators/model-server-process.ts'),
      JSON.stringify({ port, ...options }),
    ];
    const evaluator = `{ kind: openai, url: "http://127.0.0.1:${port}/v1", model: small, device: cpu, attempts: 1, serve: { command: ${JSON.stringify(command)}, start-seconds: 20 } }`;
    const { measure } = await smallScene({ task: summaries, evaluator }, files);
    const ran = await measure();
    expect(ran.stderr).not.toContain('defect');
    const isThere = await fetch(`http://127.0.0.1:${port}/health`).then(
      () => true,
      () => false,
    );
    return { ran, isThere };
  };

  it('is ended with it', async () => {
    const { ran, isThere } = await served({});
    expect(ran.status, ran.stderr).toBe(0);
    expect(isThere).toBe(false);
  });

  it('and ends at once is one error with its last lines', async () => {
    const { ran } = await served({ endsAtOnce: 1 });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('RuntimeError: no such model');
  });
});
