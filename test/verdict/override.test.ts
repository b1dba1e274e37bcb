import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  claimsIn,
  claimsOn,
  concernsOverride,
  needsPushes,
  overrideAmong,
  type Push,
  type Remark,
} from '../../src/verdict/override.ts';
import { hostileStrings } from '../report/hostile-strings.ts';

const now = new Date('2026-03-10T12:00:00Z');
const comment = (text: string, given: Partial<Remark> = {}): Remark => ({
  source: 'comment',
  text,
  by: 'mona',
  bot: false,
  at: '2026-03-09T08:00:00Z',
  ...given,
});
const label = (text: string, given: Partial<Remark> = {}): Remark => ({
  ...comment(text, given),
  source: 'label',
});
const claims = (...remarks: Remark[]) => claimsIn(remarks, { days: 14, now });

/** What is in force where everybody may override. */
const decided = (...remarks: Remark[]) => {
  const found = claims(...remarks);
  const all = new Map(found.claims.map(({ override }) => [override.by, 'write']));
  return { override: overrideAmong(found.claims, all).override, warnings: found.warnings };
};

describe('an override', () => {
  it('by a comment lasts for the days of the configuration, counted from the comment', () => {
    expect(decided(comment('Fine by me.\r\n/cegi-override the baseline is stale\r\nThanks'))).toEqual({
      override: {
        by: 'mona',
        reason: 'the baseline is stale',
        until: '2026-03-23T08:00:00.000Z',
        source: 'comment',
      },
      warnings: [],
    });
  });

  it.each([
    '/cegi-override new tokenizer until 2026-05-31',
    '/cegi-override until 2026-05-31 new tokenizer',
    '   /cegi-override\tnew   tokenizer\tuntil  2026-05-31  ',
  ])('by a comment may name its last day: %s', (text) => {
    expect(decided(comment(text)).override).toMatchObject({
      reason: 'new tokenizer',
      until: '2026-05-31T23:59:59.999Z',
    });
  });

  it('holds on its last day, and not on the next', () => {
    expect(decided(comment('/cegi-override x until 2026-03-10')).override).not.toBeNull();
    expect(decided(comment('/cegi-override x until 2026-03-09'))).toEqual({
      override: null,
      warnings: ['An override by comment of mona does not count: it ended on 2026-03-09.'],
    });
  });

  it('by a label lasts as long, counted from when it was set', () => {
    expect(decided(label('cegi-override: known, issue open')).override).toEqual({
      by: 'mona',
      reason: 'known, issue open',
      until: '2026-03-23T08:00:00.000Z',
      source: 'label',
    });
    expect(decided(label('CEGI-Override:known')).override).toMatchObject({ reason: 'known' });
    expect(decided(label('cegi-override: known', { at: '2026-02-20T00:00:00Z' }))).toEqual({
      override: null,
      warnings: ['An override by label of mona does not count: it ended on 2026-03-06.'],
    });
  });

  it('lasts no longer than 90 days, or than the configuration says where that is more', () => {
    const remark = comment('/cegi-override x until 9999-12-31');
    const until = (days: number) => claimsIn([remark], { days, now }).claims[0]!.override.until;
    expect(until(14)).toBe('2026-06-07T08:00:00.000Z');
    expect(until(100)).toBe('2026-06-17T08:00:00.000Z');
  });

  it('by an old comment has expired', () => {
    const { override, warnings } = decided(comment('/cegi-override x', { at: '2026-02-20T00:00:00Z' }));
    expect(override).toBeNull();
    expect(warnings).toEqual(['An override by comment of mona does not count: it ended on 2026-03-06.']);
  });

  it('takes a word that is no date for its reason only inside a sentence', () => {
    expect(decided(comment('/cegi-override wait until the vendor answers')).override).toMatchObject({
      reason: 'wait until the vendor answers',
      until: '2026-03-23T08:00:00.000Z',
    });
    for (const end of [
      'friday',
      '2026-13-01',
      '2026-02-31',
      '31.12.2026',
      '2026-12-31T00:00',
      '2026/12/31',
    ]) {
      const { override, warnings } = decided(comment(`/cegi-override x until ${end}`));
      expect(override).toBeNull();
      expect(warnings).toEqual([
        'An override by comment of mona does not count: its end is not a date; write it as in "until 2026-12-31".',
      ]);
    }
  });

  it.each([
    label('cegi-override'),
    label('cegi-override:'),
    label('cegi-override: \u200b'),
    comment('/cegi-override'),
    comment('/cegi-override   '),
    comment('/cegi-override ...'),
    comment('/cegi-override until 2026-12-31'),
  ])('without a reason does not count: $text', (remark) => {
    const { override, warnings } = decided(remark);
    expect(override).toBeNull();
    expect(warnings.join()).toMatch(/names no reason; write "/);
  });

  it.each([
    ['quoted', '> /cegi-override x'],
    ['in a fenced block', '```\n/cegi-override x\n```'],
    ['in a fenced block of tildes that holds backticks', '~~~~\n```\n/cegi-override x\n~~~\n~~~~'],
    ['in an unclosed block', '```sh\n/cegi-override x'],
    ['in a block of code that another begins in', '```\n```js\n/cegi-override x\n```'],
    ['in a block of code of longer signs', '````\n```\n/cegi-override x\n````'],
    ['in a block of code in a list', '- ```\n  /cegi-override x\n  ```'],
    ['in a block of code in a numbered list', '1. Like this:\n   ```\n   /cegi-override x\n   ```'],
    ['in a block of code in a quote', '> ```\n/cegi-override x'],
    ['in a comment that is not shown', '<!--\n/cegi-override x\n-->'],
    ['in a comment that begins inside a line', 'Thanks! <!-- template:\n/cegi-override x\n--> Bye.'],
    ['in the second comment of a line', '<!-- a --> b <!--\n/cegi-override x\n-->'],
    ['in a comment that does not end', '<!-- template\n\n/cegi-override x'],
    ['in preformatted text', '<pre>\n/cegi-override x\n</pre>'],
    ['in preformatted text of a class', '<PRE class="a">\n/cegi-override x\n</PRE>'],
    ['in code', '<p><code>\n/cegi-override x\n</code></p>'],
    ['indented to code', '    /cegi-override x'],
    ['inside a sentence', 'Write /cegi-override x to let it pass.'],
    ['of another name', '/cegi-overrides x'],
    ['with other signs before it', '- /cegi-override x'],
  ])('is not asked for by what is %s', (_, text) => {
    expect(concernsOverride({ source: 'comment', text })).toBe(false);
    expect(decided(comment(text))).toEqual({ override: null, warnings: [] });
  });

  it.each(['bug', 'cegi-override-x', 'no cegi-override: x', 'cegi'])(
    'is not asked for by the label %s',
    (text) => {
      expect(decided(label(text))).toEqual({ override: null, warnings: [] });
    },
  );

  it('is read again after a fenced block', () => {
    const text = 'Write:\n```\n/cegi-override like this\n```\n/cegi-override known';
    expect(decided(comment(text)).override).toMatchObject({ reason: 'known' });
  });

  it.each([
    ['what is not shown', '<!-- a template\n-->\n/cegi-override known'],
    ['what is not shown, inside a line', '<!-- a --> b\n/cegi-override known'],
    ['preformatted text', '<pre>\n/cegi-override no\n</pre>\n/cegi-override known'],
    ['a block with a word for its language', '```js\n/cegi-override no\n```  \n/cegi-override known'],
    ['a block that is closed by more signs', '~~~\n/cegi-override no\n~~~~~\n/cegi-override known'],
    ['three signs inside a sentence', 'As ```code``` says:\n/cegi-override known'],
    ['an element that only begins like one', '<prefix>\n/cegi-override known'],
  ])('is read again after %s', (_, text) => {
    expect(decided(comment(text)).override).toMatchObject({ reason: 'known' });
  });

  it('of an app does not count, and neither does one of nobody', () => {
    const { override, warnings } = decided(
      comment('/cegi-override x', { by: 'renovate[bot]', bot: true }),
      label('cegi-override: x', { by: 'helper', bot: true }),
      label('cegi-override: y', { by: null }),
      comment('/cegi-override z', { by: '../../admin' }),
    );
    expect(override).toBeNull();
    expect(warnings).toEqual([
      'An override by comment of renovate[bot] does not count: only a person can override, and an app made it.',
      'An override by label of helper does not count: only a person can override, and an app made it.',
      'An override by label does not count: GitHub does not say who made it.',
      'An override by comment does not count: GitHub does not say who made it.',
    ]);
  });

  it.each([
    ['admin', true],
    ['maintain', true],
    ['write', true],
    ['triage', false],
    ['read', false],
    ['none', false],
    ['administrator', false],
    [undefined, false],
  ])('of somebody with the permission %s: %s', (permission, counts) => {
    const permissions = new Map(permission === undefined ? [] : [['mona', permission]]);
    const { override, warnings } = overrideAmong(claims(label('cegi-override: x')).claims, permissions);
    expect(override !== null).toBe(counts);
    expect(warnings).toEqual(
      counts
        ? []
        : [
            `An override by label of mona does not count: write access is needed, and mona has ${permission ?? 'none'}.`,
          ],
    );
  });

  it('is the newest of those who may', () => {
    const found = claims(
      comment('/cegi-override first', { by: 'ada', at: '2026-03-01T00:00:00Z' }),
      comment('/cegi-override third', { by: 'eve', at: '2026-03-03T00:00:00Z' }),
      label('cegi-override: second', { by: 'ben', at: '2026-03-02T00:00:00Z' }),
    );
    const permissions = new Map([
      ['ada', 'admin'],
      ['ben', 'write'],
      ['eve', 'read'],
    ]);
    expect(overrideAmong(found.claims, permissions)).toMatchObject({
      override: { by: 'ben', reason: 'second' },
      warnings: [expect.stringContaining('eve has read')],
    });
  });

  it.each(Object.entries(hostileStrings))('is one short line, whatever its reason: %s', (_, text) => {
    const { override } = decided(comment(`/cegi-override known ${text.replaceAll(/[\r\n]/g, ' ')}`));
    // What reads as an end that is none may keep it from counting.
    if (override === null) return;
    expect(override.reason).not.toMatch(/[\r\n\u2028\u2029]/);
    expect([...override.reason].length).toBeLessThanOrEqual(300);
  });

  it('is never made of a text without the command, and reading one never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, isLabel) => {
        const remark = (isLabel ? label : comment)(text);
        const { override } = decided(remark);
        if (override) expect(text.toLowerCase()).toContain('cegi-override');
      }),
    );
  });

  it('is not read in the time of a hostile text', () => {
    const began = performance.now();
    decided(comment(`/cegi-override ${' until'.repeat(10_000)}`), comment('`'.repeat(60_000)));
    for (const sign of ['<!--', '<!---->', '<pre>', '- ', '>', '1. ', '~', '</pre', '<', '\n```', '\n<!--']) {
      decided(comment(sign.repeat(30_000)), comment(`<!--${sign.repeat(30_000)}`));
    }
    decided(comment(`/cegi-override ${'\t '.repeat(30_000)}x`), label(`cegi-override${' '.repeat(50_000)}x`));
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('an override of a commit', () => {
  const [first, second, third] = ['1a2b3c4', '2b3c4d5', '3c4d5e6'].map((start) => start.padEnd(40, '0')) as [
    string,
    string,
    string,
  ];
  const pushed = (...pushes: [string, string][]): Push[] =>
    pushes.map(([commit, time]) => ({ commit, at: `2026-03-09T${time}Z` }));
  /** The reasons that count, and the warnings. */
  const on = (commit: string, pushes: Push[] | null, ...remarks: Remark[]) => {
    const found = claimsOn(commit, claims(...remarks).claims, pushes);
    return { reasons: found.claims.map(({ override }) => override.reason), warnings: found.warnings };
  };
  const branch = pushed([third, '10:00:00'], [second, '09:00:00'], [first, '08:00:00']);
  const at = (time: string) => ({ at: `2026-03-09T${time}Z` });

  it.each([
    ['a comment', comment('/cegi-override known', at('09:30:00'))],
    ['a label', label('cegi-override: known', at('09:30:00'))],
  ])('by %s is one of what was the head when it was given, and of nothing pushed later', (_, remark) => {
    expect(on(second, branch, remark)).toEqual({ reasons: ['known'], warnings: [] });
    expect(on(third, branch, remark)).toEqual({
      reasons: [],
      warnings: [
        `An override by ${remark.source} of mona does not count: it was given on 2b3c4d5, and this is 3c4d5e6; give it again.`,
      ],
    });
    expect(on(first, branch, remark).reasons).toEqual([]);
  });

  it('is one of a head that came back', () => {
    const returned = pushed([first, '12:00:00'], [second, '11:00:00'], [first, '08:00:00']);
    expect(on(first, returned, comment('/cegi-override known', at('09:00:00'))).reasons).toEqual(['known']);
  });

  it('is none of a commit that was the head once, then not, and is pushed again after it', () => {
    const swapped = pushed([second, '12:00:00'], [first, '10:00:00'], [second, '09:00:00']);
    expect(on(second, swapped, comment('/cegi-override known', at('11:00:00'))).reasons).toEqual([]);
  });

  it('given in the second of a push is of the commit before', () => {
    const remark = comment('/cegi-override known', at('10:00:00'));
    expect(on(third, branch, remark).reasons).toEqual([]);
    expect(on(second, branch, remark).reasons).toEqual(['known']);
  });

  it('from before all known pushes, or where none are known, counts for none, and is told how it would', () => {
    const why = `GitHub does not tell which commit it was given on; write "/cegi-override ${first} reason".`;
    const warnings = [`An override by comment of mona does not count: ${why}`];
    expect(on(first, branch, comment('/cegi-override known', at('07:00:00')))).toEqual({
      reasons: [],
      warnings,
    });
    for (const pushes of [[], null]) {
      expect(on(first, pushes, comment('/cegi-override known'))).toEqual({ reasons: [], warnings });
    }
  });

  it('that names its commit in full needs nobody to tell', () => {
    for (const named of [first, first.toUpperCase()]) {
      const remark = comment(`/cegi-override ${named} known until 2026-03-20`);
      expect(claims(remark).claims.some(needsPushes)).toBe(false);
      expect(on(first, null, remark)).toEqual({ reasons: ['known'], warnings: [] });
      expect(on(second, branch, remark)).toEqual({
        reasons: [],
        warnings: ['An override by comment of mona does not count: it is of 1a2b3c4, and this is 2b3c4d5.'],
      });
    }
  });

  it('that names the beginning of its hash, which somebody could have made twice, holds only where it was the head', () => {
    const remark = (text: string) => comment(text, at('08:30:00'));
    expect(on(first, branch, remark('/cegi-override 1a2b3c4 known')).reasons).toEqual(['known']);
    expect(on(first, null, remark('/cegi-override 1a2b3c4 known')).reasons).toEqual([]);
    const twin = '1a2b3c4'.padEnd(40, 'f');
    const swapped = [...pushed([twin, '09:00:00']), ...branch.slice(-1)];
    expect(on(twin, swapped, remark('/cegi-override 1a2b3c4 known')).reasons).toEqual([]);
    expect(on(first, branch, remark('/cegi-override 2b3c4d5 known')).reasons).toEqual([]);
  });

  it.each(['defaced images', '20260101 is when it began', '1234 files', 'cafe1', '1a2b3c4-like hashes'])(
    'takes a word for the reason that is no hash: %s',
    (text) => {
      const remark = comment(`/cegi-override ${text}`, at('08:30:00'));
      expect(on(first, branch, remark)).toEqual({ reasons: [text], warnings: [] });
    },
  );

  it('needs a reason beside its hash', () => {
    expect(claims(comment(`/cegi-override ${first}`)).warnings.join()).toMatch(/names no reason/);
  });

  it('is one of the head when it was given, whatever the pushes', () => {
    const minute = fc.integer({ min: 0, max: 59 });
    const push = fc.tuple(fc.constantFrom(first, second, third), minute);
    fc.assert(
      fc.property(fc.array(push, { maxLength: 8 }), minute, (pushes, given) => {
        const clock = (of: number) => `08:${String(of).padStart(2, '0')}:00`;
        const newest = pushes.toSorted((a, b) => b[1] - a[1]);
        const history = pushed(...newest.map(([commit, of]): [string, string] => [commit, clock(of)]));
        const head = newest.find(([, of]) => of < given)?.[0];
        for (const commit of [first, second, third]) {
          const { reasons } = on(commit, history, label('cegi-override: x', at(clock(given))));
          expect(reasons.length).toBe(commit === head ? 1 : 0);
        }
      }),
    );
  });
});
