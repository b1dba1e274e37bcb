import { describe, expect, it } from 'vitest';
import { json, type RecordedRequest, refusal } from '../../src/demo/loopback-github/answer.ts';
import { violations } from './contract.ts';

const root = '/repos/octo/models';
const sha = 'a'.repeat(40);

function request(method: string, path: string, more: Partial<RecordedRequest> = {}): RecordedRequest {
  return { method, path: `${root}/${path}`, query: {}, accept: 'application/json', body: null, ...more };
}

const ref = {
  ref: 'refs/heads/data',
  node_id: 'x',
  url: 'https://api',
  object: { type: 'commit', sha, url: 'https://api' },
};

describe('the description of GitHub’s API', () => {
  it('accepts an exchange that is as described', () => {
    expect(violations(request('GET', 'git/ref/heads/data'), json(200, ref))).toEqual([]);
    expect(violations(request('GET', 'git/ref/heads/data'), refusal(404, 'Not Found'))).toEqual([]);
    expect(violations(request('GET', 'git/ref/heads/data'), refusal(502, 'Bad gateway'))).toEqual([]);
  });

  it.each([
    ['an operation that GitHub does not have', request('PUT', 'git/ref/heads/data'), json(200, ref)],
    [
      'a query that GitHub does not know',
      request('GET', 'git/ref/x', { query: { page: '1' } }),
      json(200, ref),
    ],
    [
      'a query of the wrong type',
      request('GET', 'issues/1/comments', { query: { per_page: 'all' } }),
      json(200, []),
    ],
    ['a body without what it needs', request('PATCH', 'git/refs/x', { body: {} }), json(200, ref)],
    [
      'a misspelt field of a body',
      request('PATCH', 'git/refs/x', { body: { sha, forced: true } }),
      json(200, ref),
    ],
    [
      'a misspelt field inside a body',
      request('POST', 'git/trees', { body: { tree: [{ path: 'a', kind: 'blob' }] } }),
      json(201, { sha, tree: [], truncated: false }),
    ],
    ['a body where none belongs', request('GET', 'git/ref/x', { body: { a: 1 } }), json(200, ref)],
    ['an answer that lacks a field', request('GET', 'git/ref/x'), json(200, { ...ref, node_id: undefined })],
    ['an answer of another type', request('GET', 'git/ref/x'), json(200, { ...ref, url: 1 })],
    ['a status that it does not have', request('GET', 'git/ref/x'), json(201, ref)],
    ['an error without GitHub’s form', request('GET', 'git/ref/x'), json(404, { message: 1 })],
  ])('refuses %s', (_, asked, answer) => {
    expect(violations(asked, answer)).not.toEqual([]);
  });
});
