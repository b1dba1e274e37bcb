import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/measurement/result.ts';
import { commentMarkdown } from '../../src/report/comment.ts';
import { hostileStrings } from './hostile-strings.ts';
import { cases, failing, figures, marker, measurement, model, result } from './result-factory.ts';

const githubLimit = 65_536;
const bytes = (text: string) => Buffer.byteLength(text);
const comment = (of: CheckResult, limit?: number) =>
  commentMarkdown(of, limit === undefined ? { marker } : { marker, limit });

/** A result with the same text wherever a text of another's can stand. */
function saying(text: string): CheckResult {
  const hostileMeasurement = {
    ...measurement(text),
    failedItems: [{ id: text, reason: text }],
    trainableParameters: { count: 5, source: text },
    training: { emissionsG: 1, source: text },
    commit: text,
    artifactDigest: text,
  };
  const [round, ...others] = hostileMeasurement.rounds;
  hostileMeasurement.rounds = [{ ...round!, energy: { ...round!.energy, reason: text } }, ...others];
  hostileMeasurement.task = { ...hostileMeasurement.task, id: text, settings: { [text]: text } };
  hostileMeasurement.evaluator = { kind: text, device: text, dtype: text, batch: 1, runtime: text };
  hostileMeasurement.hardware = { ...hostileMeasurement.hardware, cpu: text, gpus: [text], counters: [text] };
  const one = failing(text);
  return result({
    error: text,
    event: text,
    version: text,
    repository: text,
    headCommit: text,
    baseCommit: text,
    runUrl: `https://example.org/${text}`,
    carbon: { intensityGPerKWh: 1, pue: 1, source: text },
    verdict: 'fail',
    models: [
      {
        ...one,
        metric: text,
        reason: text,
        changes: [text],
        warnings: [text],
        rules: one.rules.map((rule) => ({ ...rule, reason: text })),
        reference: { id: text, score: 0.4 },
        head: { ...figures(), boundary: text, cegi: { undetermined: text }, gain: { undetermined: text } },
        differences: [{ what: text, baseline: text, head: text }],
        measurement: hostileMeasurement,
      },
    ],
  });
}

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

  it('stays within the limit for a thousand failing models, and counts those that it cannot show', () => {
    const text = comment(result({ models: Array.from({ length: 1000 }, (_, i) => failing(`m${i}`)) }));
    expect(bytes(text)).toBeLessThanOrEqual(githubLimit);
    expect(text).toMatch(/Not shown, for want of room: \d+ models \(❌ fail: \d+\)/);
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
  const harmless = structure(comment(saying('word')));

  it.each(Object.entries(hostileStrings).filter(([, text]) => text.trim() !== ''))(
    '%s: changes nothing of what the comment is built of',
    (_, text) => {
      const built = structure(comment(saying(text.slice(0, 300))));
      expect(built).toEqual(harmless);
    },
  );

  it('changes nothing, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(structure(comment(saying(`x${text}`)))).toEqual(harmless);
      }),
      { numRuns: 100 },
    );
  });
});
