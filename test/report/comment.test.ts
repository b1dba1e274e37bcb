import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/measurement/result.ts';
import { commentMarkdown } from '../../src/report/comment.ts';
import { markdownCode } from '../../src/report/escape.ts';
import { hostileStrings } from './hostile-strings.ts';
import { cases, failing, marker, model, result, saying } from './result-factory.ts';

const githubLimit = 65_536;
const bytes = (text: string) => Buffer.byteLength(text);
const comment = (of: CheckResult, limit?: number) =>
  commentMarkdown(of, limit === undefined ? { marker } : { marker, limit });

/** What a comment is built of, when nothing of another's gets through. */
function structure(markdown: string) {
  const count = (pattern: RegExp) => markdown.match(pattern)?.length ?? 0;
  return {
    tags: [...markdown.matchAll(/<[^>]*>/g)].map(([tag]) => tag).sort(),
    columns: markdown.split('\n').map((line) => count(/\|/g) && (line.match(/\|/g)?.length ?? 0)),
    headings: count(/^#/gm),
    lines: markdown.split('\n').length,
  };
}

describe('the comment', () => {
  it('begins with its marker, and holds it once', () => {
    for (const build of Object.values(cases)) {
      const text = comment(build());
      expect(text.split('\n')[0]).toBe(marker);
      expect(text.split(marker)).toHaveLength(2);
    }
  });

  it('always says in what unit CEGI is', () => {
    expect(comment(cases.regression!())).toContain(
      'g CO2e per 1k items per % of gain per M trainable parameters',
    );
    expect(comment(cases['undetermined-cegi']!())).toContain(
      'g CO2e per 1k items per point of gain per M trainable parameters',
    );
  });

  it('names the source of the intensity, as its licence asks', () => {
    expect(comment(cases.regression!())).toMatch(/ESP in 2024, Ember \(CC BY-SA 4\.0\)/);
  });

  it('shows both sets of rules where the pull request changes them, and says which judged', () => {
    const text = comment(cases['changed-policy']!());
    expect(text).toContain('**The base’s rules judged**');
    expect(text).toContain('| CEGI may rise by | +5 % | off |');
    expect(text).toContain('| Emissions may rise by | +5 % | +50 % |');
  });

  it.each([
    ['regression', /^1 of 2 checked models breaks a rule.*energy rose 21 %/],
    ['improvement', /^Better than the baseline.*energy fell 12 %.*No rule is broken\.$/],
    ['inconclusive', /^This run cannot tell whether sql-lora got worse.*Nothing failed\.$/],
    ['inconclusive-fails', /^This run cannot tell.*count that as failed/],
    ['unchanged', /^2 checked models stay within the rules, and nothing that was compared got clearly/],
    ['within-what-is-allowed', /^1 checked model stays within the rules\. Worse, .*energy rose 3\.1 %/],
    ['several-scores', /exact-match fell 7 points.*Better: .*execution-accuracy rose 1\.5 points/],
  ])('says in its first sentence what came of it: %s', (name, sentence) => {
    expect(comment(cases[name]!()).split('\n')[4]).toMatch(sentence);
  });

  it('says first who overrode it and why, mentions nobody, and still shows what failed', () => {
    const text = comment(cases.overridden!());
    const [, , title, , first] = text.split('\n');
    expect(title).toBe('## CEGI: Carbon regression (overridden)');
    expect(first).toBe(
      '**Overridden by &#64;&#8203;mona:** the new tokenizer is worth it, see &#35;&#8203;12 and &#64;&#8203;ada' +
        ' (by comment, until 2026-03-23). What failed counts as neutral.',
    );
    expect(text).not.toContain('@');
    expect(text).toContain('| <code>sql-lora</code> | ❌ fail |');
  });

  it('says what would decide a rule that is open where nobody has to open anything', () => {
    const visible = comment(cases.inconclusive!()).split('<details>')[0];
    expect(visible).toMatch(/reaches across that: inconclusive\. No number of rounds decides this/);
  });

  it('has a line for each of several scores', () => {
    const lines = comment(cases['several-scores']!()).split('\n');
    expect(lines.filter((line) => /^ {2}- .*The score/.test(line))).toHaveLength(2);
    expect(lines.filter((line) => /^\| score (execution-accuracy|exact-match) \|/.test(line))).toHaveLength(
      2,
    );
    expect(lines).toContain('| Score execution-accuracy may change by | −1 point | off |');
  });

  it('takes reported emissions apart into energy and grid where the grid changed', () => {
    const text = comment(cases.improvement!());
    expect(text).toContain('the grid’s intensity × PUE by −8.18 % since the baseline');
    expect(text).toContain('Only the energy judges.');
    expect(text).toContain('159 g CO2e/kWh × PUE 1.2');
  });

  it.each(['regression', 'inconclusive'])(
    'says in one line that all of it is energy where it did not: %s',
    (name) => {
      const text = comment(cases[name]!());
      expect(text.match(/both sides are taken at 146 g CO2e\/kWh × PUE 1\.2/g)).toHaveLength(1);
      expect(text).not.toContain('Only the energy judges');
    },
  );

  it('shows what on-inconclusive says only where it is not neutral', () => {
    expect(comment(cases.inconclusive!())).not.toContain('on-inconclusive');
    expect(comment(cases['inconclusive-fails']!())).toContain(
      '| An inconclusive check | fails (on-inconclusive: fail) |',
    );
  });

  it('names the settings of the machine that differ, and shows both sides of them', () => {
    expect(comment(cases.incomparable!())).toContain('| GPU power limit | 72 W | 60 W |');
  });

  it('never lets an estimate look measured', () => {
    const row = comment(cases['estimated-energy']!())
      .split('\n')
      .find((line) => line.startsWith('| <code>'))!;
    expect(row).toContain('estimated 41.2 kJ');
    expect(row).toContain('estimated 2.01 g');
    expect(row).toContain('estimated 0.0275');
    expect(row).not.toContain('measured');
  });

  it('never shows unknown energy as a number', () => {
    const row = comment(cases['unavailable-energy']!())
      .split('\n')
      .find((line) => line.startsWith('| <code>'))!;
    expect(row).toMatch(/\| unavailable \| unavailable \| undetermined \|$/);
  });
});

describe('a comment that would be too long', () => {
  it('shows every failing model of a hundred', () => {
    const text = comment(cases['hundred-models']!());
    expect(bytes(text)).toBeLessThanOrEqual(githubLimit);
    for (const { id, verdict } of cases['hundred-models']!().models) {
      if (verdict === 'fail') expect(text).toContain(`| <code>${id}</code> | ❌ fail |`);
    }
  });

  it.each([
    ['ids of ordinary length', (i: number) => `team-${i}-model-with-a-name-of-some-length`],
    ['the longest ids there are', (i: number) => `m_${i}_${'_'.repeat(100)}`.slice(0, 100)],
  ])('names each of a hundred failing models with %s', (_, idOf) => {
    const why = `${'@a|<b> '.repeat(80)}`;
    const models = Array.from({ length: 100 }, (_, i) => ({
      ...failing(idOf(i)),
      reason: why,
      warnings: [why, why],
    }));
    const text = comment(result({ models, verdict: 'fail' }));
    expect(bytes(text)).toBeLessThanOrEqual(githubLimit);
    for (const { id } of models) expect(text).toContain(markdownCode(id));
    expect(text).toMatch(/\| ❌ fail \|/);
  });

  it('counts failing models where not even their names have room', () => {
    const models = Array.from({ length: 2000 }, (_, i) => failing(`m_${i}_${'_'.repeat(100)}`.slice(0, 100)));
    const text = comment(result({ models, verdict: 'fail' }));
    expect(bytes(text)).toBeLessThanOrEqual(githubLimit);
    expect(text).toMatch(/Not shown, for want of room: 1975 models \(❌ fail: 1975\)/);
  });

  it('sheds rounds first, then hardware, then what passed, and keeps each failing row to the end', () => {
    const of = result({
      models: [failing('bad'), ...Array.from({ length: 9 }, (_, i) => model({ id: `good-${i}` }))],
    });
    const sheds = (
      [
        'Rounds of the head',
        'Hardware and counters',
        '<code>good-0</code>: details',
        '| <code>good-0</code>',
      ] as const
    ).map((part) => {
      let limit = bytes(comment(of));
      while (comment(of, limit).includes(part)) limit = Math.floor(limit * 0.97);
      return limit;
    });
    expect(sheds).toEqual([...sheds].sort((a, b) => b - a));
    const least = comment(of, sheds.at(-1)!);
    expect(least).toContain('| <code>bad</code> | ❌ fail |');
    expect(least).toContain('9 models (✅ pass: 9)');
  });

  it('says an improvement among many in words, where what merely passed has lost its own', () => {
    const better = { ...cases.improvement!().models[0]!, id: 'better' };
    const many = Array.from({ length: 150 }, (_, i) => model({ id: `good-${i}` }));
    const text = comment(result({ models: [...many, better], verdict: 'pass' }));
    expect(bytes(text)).toBeLessThanOrEqual(githubLimit);
    expect(text).toContain('<strong>Energy fell 12.0 %');
    expect(text).not.toContain('within the 5 % allowed');
  });

  it('stays within the limit for a thousand failing models, and counts those that it cannot show', () => {
    const text = comment(result({ models: Array.from({ length: 1000 }, (_, i) => failing(`m${i}`)) }));
    expect(bytes(text)).toBeLessThanOrEqual(githubLimit);
    expect(text).toMatch(/Not shown, for want of room: \d+ models \(❌ fail: \d+\)/);
  });

  it('sheds the rules at last, where thousands are set', () => {
    const { policy } = result();
    const scorePoints = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`${'x'.repeat(300)}${i}`, -1]),
    );
    const of = result({
      models: [failing()],
      policy: { ...policy, inForce: { ...policy.inForce, scorePoints } },
    });
    const text = comment(of);
    expect(bytes(text)).toBeLessThanOrEqual(githubLimit);
    expect(text).toContain('| <code>sql-lora</code> | ❌ fail |');
  });

  it('is measured in bytes, so that signs of several bytes are not forgotten', () => {
    const reason = '漢'.repeat(500);
    const models = Array.from({ length: 60 }, (_, i) => ({
      ...failing(`m${i}`),
      reason,
      warnings: [reason],
    }));
    expect(bytes(comment(result({ models })))).toBeLessThanOrEqual(githubLimit);
  });
});

describe('text of others in a comment', () => {
  // What is shed for want of room would change the structure as well.
  const built = (text: string) => structure(comment(saying(text), Number.POSITIVE_INFINITY));
  const harmless = built('word');

  it.each(Object.entries(hostileStrings).filter(([, text]) => text.trim() !== ''))(
    '%s: changes nothing of what the comment is built of',
    (_, text) => {
      expect(built(text.slice(0, 300))).toEqual(harmless);
    },
  );

  it('changes nothing, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(built(`x${text}`)).toEqual(harmless);
      }),
      { numRuns: 100 },
    );
  });
});
