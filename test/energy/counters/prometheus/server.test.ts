import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { PrometheusError, prometheusServer } from '../../../../src/energy/counters/prometheus/server.ts';
import {
  LeapingClock,
  type PrometheusFault,
  type SimulationOptions,
  startPrometheus,
} from '../../../simulators/prometheus.ts';

async function simulation(options: Partial<SimulationOptions> = {}) {
  const clock = new LeapingClock();
  const labels = { __name__: 'joules_total', gpu: '0' };
  return startPrometheus({ clock, series: [{ labels, value: (atS) => atS }], ...options });
}

async function errorOf(promise: Promise<unknown>): Promise<PrometheusError> {
  const error = await promise.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(PrometheusError);
  return error as PrometheusError;
}

/** What is said of a fault, with the server's address as `URL`. */
async function messageFor(fault: PrometheusFault, options: { token?: string; timeoutS?: number } = {}) {
  const simulated = await simulation();
  simulated.fault = fault;
  const server = prometheusServer({ url: simulated.url, timeoutS: 10, token: null, ...options });
  const { message, passing } = await errorOf(server.timeS());
  return { message: message.replaceAll(simulated.url, 'URL'), passing };
}

test('raw samples come with the times at which they were scraped', async () => {
  const simulated = await simulation({ offsetS: 1_000_000 });
  const server = prometheusServer({ url: simulated.url, timeoutS: 10, token: null });
  const [series, ...others] = await server.range('joules_total{gpu="0"}', 45, 1_005_001);
  expect(others).toEqual([]);
  expect(series).toEqual({
    labels: { __name__: 'joules_total', gpu: '0' },
    samples: [
      { timeS: 1_004_965, value: 4965 },
      { timeS: 1_004_980, value: 4980 },
      { timeS: 1_004_995, value: 4995 },
    ],
  });
  expect(await server.timeS()).toBe(1_005_000);
  expect(await server.labels('{gpu="0"}')).toEqual([{ __name__: 'joules_total', gpu: '0' }]);
  expect(await server.labels('{gpu="1"}')).toEqual([]);
});

test('a server below a path is asked there', async () => {
  const simulated = await simulation({ prefix: '/team/prometheus' });
  const server = prometheusServer({ url: simulated.url, timeoutS: 10, token: null });
  expect(await server.timeS()).toBeGreaterThan(1e9);
});

test('a token is sent as a bearer', async () => {
  const simulated = await simulation({ token: 'secret' });
  expect(
    await prometheusServer({ url: simulated.url, timeoutS: 10, token: 'secret' }).timeS(),
  ).toBeGreaterThan(1e9);
  expect(simulated.requests.map(({ authorization }) => authorization)).toEqual(['Bearer secret']);
});

test.each(['', ' ', '0x10', '1 ', 'NaN', '+Inf', 'Infinity', '-', '1e', '1_000'])(
  'the value %j is no number, and above all not 0',
  async (text) => {
    const simulated = await simulation();
    const result = [{ metric: {}, values: [[1, text]] }];
    const body = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
    simulated.fault = { kind: 'body', body };
    const server = prometheusServer({ url: simulated.url, timeoutS: 10, token: null });
    const [series] = await server.range('x', 60, 100);
    expect(series?.samples).toEqual([{ timeS: 1, value: Number.NaN }]);
  },
);

test.each([
  ['12', 12],
  ['0', 0],
  ['-0.5', -0.5],
  ['1.7976931348623157e+308', Number.MAX_VALUE],
  ['1e-7', 1e-7],
])('the value %j is %d', async (text, value) => {
  const simulated = await simulation();
  const result = [{ metric: {}, values: [[1, text]] }];
  const body = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
  simulated.fault = { kind: 'body', body };
  const server = prometheusServer({ url: simulated.url, timeoutS: 10, token: null });
  expect((await server.range('x', 60, 100))[0]?.samples).toEqual([{ timeS: 1, value }]);
});

describe('a server that', () => {
  test('is down is said to refuse the connection', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve((address as { port: number }).port));
      });
    });
    const url = `http://127.0.0.1:${port}`;
    const { message, passing } = await errorOf(prometheusServer({ url, timeoutS: 10, token: null }).timeS());
    expect(message).toBe(
      `${url} refuses the connection: check that Prometheus runs there, and the port in energy.prometheus.url.`,
    );
    expect(passing).toBe(true);
  });

  test('does not exist is said not to', async () => {
    // No name has an empty part, so no name server is asked.
    const url = 'http://prometheus..example:9090';
    const { message } = await errorOf(prometheusServer({ url, timeoutS: 10, token: null }).timeS());
    expect(message).toBe(
      'There is no machine called prometheus..example, as far as this one knows: check energy.prometheus.url.',
    );
  });

  test('is slow is given up after the timeout', async () => {
    expect(await messageFor({ kind: 'slow', seconds: 30 }, { timeoutS: 0.2 })).toEqual({
      message:
        'URL did not answer in 0.2 s: check that this machine may reach it, or raise energy.prometheus.timeout-seconds.',
      passing: true,
    });
  });

  test('breaks the connection is said to', async () => {
    const { message, passing } = await messageFor({ kind: 'reset' });
    expect(message).toMatch(/^The connection to URL failed \(\w+\): check that this machine may reach it\.$/);
    expect(passing).toBe(true);
  });

  test('answers with a login page is said to', async () => {
    const body = '<!DOCTYPE html><html><title>Sign in</title></html>';
    expect(await messageFor({ kind: 'body', body, contentType: 'text/html' })).toEqual({
      message:
        'URL answers with a web page in place of data: if a login stands before it, hand a token to the check in the environment variable CEGI_PROMETHEUS_TOKEN; else write the address of Prometheus itself under energy.prometheus.url.',
      passing: false,
    });
  });

  test('stops in the middle of its answer is said to', async () => {
    expect(await messageFor({ kind: 'truncated' })).toEqual({
      message:
        'URL answers with what is no JSON, or only half of it: check that energy.prometheus.url is the address of Prometheus, and any proxy before it.',
      passing: true,
    });
  });

  test.each([
    '{}',
    '[]',
    'null',
    '{"status":"success"}',
    '{"status":"success","data":{"resultType":"vector","result":[]}}',
  ])('answers with the JSON of something else is said to: %s', async (body) => {
    expect(await messageFor({ kind: 'body', body })).toEqual({
      message:
        'URL answers, but not as Prometheus does: energy.prometheus.url must be the address of its query API.',
      passing: false,
    });
  });

  test('does not know the time is not believed', async () => {
    const body = '{"status":"success","data":{"resultType":"scalar","result":[1,"NaN"]}}';
    expect((await messageFor({ kind: 'body', body })).message).toBe('URL does not know what time it is.');
  });

  test('answers without an end is stopped at 32 MiB', async () => {
    expect(await messageFor({ kind: 'endless' })).toEqual({
      message: 'URL answers with more than 32 MiB: choose fewer series with energy.prometheus.match.',
      passing: false,
    });
  });

  test('redirects is not followed, and the token goes nowhere', async () => {
    const other = await simulation();
    const location = `${other.url}/login?next=/api`;
    const fault: PrometheusFault = { kind: 'status', status: 302, headers: { location } };
    expect(await messageFor(fault, { token: 'secret' })).toEqual({
      message: `URL redirects to ${other.url}, which is not followed: write the address of Prometheus itself under energy.prometheus.url (HTTP 302).`,
      passing: false,
    });
    expect(other.requests).toEqual([]);
  });

  test.each([
    [
      401,
      undefined,
      'asks who is there: hand it a token in the environment variable CEGI_PROMETHEUS_TOKEN',
      false,
    ],
    [401, 'secret', 'does not know the token in CEGI_PROMETHEUS_TOKEN: renew it', false],
    [
      403,
      undefined,
      'forbids the query: hand it a token in the environment variable CEGI_PROMETHEUS_TOKEN',
      false,
    ],
    [
      403,
      'secret',
      'forbids the query: give the token in CEGI_PROMETHEUS_TOKEN the right to read metrics',
      false,
    ],
    [404, undefined, 'has no query API: energy.prometheus.url may lack a path, such as /prometheus', false],
    [
      400,
      undefined,
      'refuses the query: check that energy.prometheus.url is the address of Prometheus',
      false,
    ],
    [422, undefined, 'cannot carry out the query: choose fewer series with energy.prometheus.match', false],
    [429, undefined, 'cannot answer now: look at its own log, and run the check again', true],
    [503, undefined, 'cannot answer now: look at its own log, and run the check again', true],
  ])('answers with HTTP %i is said to, with what to do (token: %s)', async (status, token, text, passing) => {
    const options = token === undefined ? {} : { token };
    expect(await messageFor({ kind: 'status', status }, options)).toEqual({
      message: `URL ${text} (HTTP ${status}).`,
      passing,
    });
  });

  test('says why it fails is quoted, in one line, and without the token that it repeats', async () => {
    const error = 'query processing would\u001b[31m load\ntoo many samples: Bearer s3cr3t';
    const body = JSON.stringify({ status: 'error', errorType: 'execution', error });
    const { message } = await messageFor({ kind: 'status', status: 422, body }, { token: 's3cr3t' });
    expect(message).toBe(
      'URL cannot carry out the query: choose fewer series with energy.prometheus.match (HTTP 422: query processing would [31m load too many samples: Bearer …).',
    );
  });
});
