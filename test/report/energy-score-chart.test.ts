import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelResult } from '../../src/measurement/result.ts';
import { commentMarkdown } from '../../src/report/comment.ts';
import { chartLabel, energyScoreChart } from '../../src/report/energy-score-chart.ts';
import { hostileStrings } from './hostile-strings.ts';
import { cases, failing, figures, marker, model, result } from './result-factory.ts';

// Stricter than Mermaid's own grammar of a quadrant chart, against whose parser (12.3.0) it was tried: all of these pass.
const quoted = String.raw`"[\p{L}\p{M}\p{N} ._/+()…←→×⁻,-]+"`;
const styles = String.raw`radius: \d+, color: #[0-9a-f]{6}(, stroke-color: #[0-9a-f]{6}, stroke-width: \dpx)?`;
const grammar = [
  /^quadrantChart$/,
  /^ {4}accTitle: [\w ]+$/,
  /^ {4}accDescr: [\w ,.]+$/,
  /^ {4}title [\w ○●,()]+$/,
  new RegExp(`^ {4}x-axis ${quoted} --> ${quoted}$`, 'u'),
  new RegExp(`^ {4}y-axis ${quoted} --> ${quoted}$`, 'u'),
];
const pointLine = new RegExp(`^ {4}(${quoted}): \\[(0\\.\\d{3}), (0\\.\\d{3})\\] ${styles}$`, 'u');

interface Drawn {
  label: string;
  x: number;
  y: number;
}

/** The points of a chart, whose every line is held against the grammar. */
function pointsOf(mermaid: string): Drawn[] {
  const lines = mermaid.split('\n');
  for (const [index, pattern] of grammar.entries()) expect(lines[index]).toMatch(pattern);
  return lines.slice(grammar.length).map((line) => {
    const [, label, x, y] = pointLine.exec(line) ?? expect.unreachable(`not a point: ${line}`);
    return { label: label!.slice(1, -1), x: Number(x), y: Number(y) };
  });
}

const drawn = (...models: ModelResult[]) => pointsOf(energyScoreChart(models)!.mermaid);

describe('the chart of score against energy', () => {
  it('has a point for the base and one for the head of each model', () => {
    const moved = model({
      id: 'sum',
      head: figures({ energyJPer1000Items: 20_000, score: 0.8 }),
      baseline: figures({ energyJPer1000Items: 40_000, score: 0.5 }),
    });
    const [sql, sum, sqlBase, sumBase] = drawn(failing('sql'), moved);
    expect([sql, sum, sqlBase, sumBase].map((point) => point!.label)).toEqual([
      'sql',
      'sum',
      'sql base',
      'sum base',
    ]);
    expect(sql!.x).toBeGreaterThan(sqlBase!.x);
    expect(sum!.x).toBeLessThan(sumBase!.x);
    expect(sum!.y).toBeGreaterThan(sumBase!.y);
  });

  it('lets the name of a head stand for its base where both are at one place', () => {
    expect(drawn(model({ id: 'sql' })).map(({ label }) => label)).toEqual(['sql', ' ']);
  });

  it('does not draw noise as large as a change', () => {
    const [head, base] = drawn(
      model({ head: figures({ energyJPer1000Items: 41_400, score: 0.621 }), baseline: figures() }),
    );
    expect(Math.abs(head!.x - base!.x)).toBeLessThan(0.05);
    expect(Math.abs(head!.y - base!.y)).toBeLessThan(0.05);
  });

  it('says the range of its axes, on a log scale where energies differ in size', () => {
    const { mermaid } = energyScoreChart([
      model({
        head: figures({ energyJPer1000Items: 120 }),
        baseline: figures({ energyJPer1000Items: 90_000 }),
      }),
    ])!;
    expect(mermaid).toMatch(/x-axis "← [\d.]+ J per 1k items" --> "[\d.]+ kJ, log scale →"/);
    expect(energyScoreChart([failing()])!.mermaid).toMatch(/--> "51\.3 kJ →"/);
  });

  it('is left out where energy or score is unknown, and where there is nothing to compare', () => {
    expect(energyScoreChart([])).toBeNull();
    for (const name of ['unavailable-energy', 'no-baseline', 'partial', 'skipped']) {
      expect(energyScoreChart(cases[name]!().models)).toBeNull();
      expect(commentMarkdown(cases[name]!(), { marker })).not.toContain('mermaid');
    }
    expect(
      energyScoreChart([model({ head: null }), model({ head: { ...figures(), score: null } })]),
    ).toBeNull();
  });

  it('sets no head beside a base that it cannot be compared with', () => {
    expect(energyScoreChart(cases.incomparable!().models)).toBeNull();
  });

  it('says what is estimated', () => {
    expect(drawn(...cases['estimated-energy']!().models)[0]!.label).toBe('sql-lora (estimated)');
  });

  it('shows twelve models at most, those of concern first, and says so', () => {
    const models = Array.from({ length: 30 }, (_, i) =>
      i === 29 ? failing('bad') : model({ id: `good-${i}` }),
    );
    const text = commentMarkdown(result({ models }), { marker, limit: Infinity });
    const mermaid = /```mermaid\n(.*?)\n```/s.exec(text)![1]!;
    expect(pointsOf(mermaid).filter(({ label }) => /^(bad|good-\d+)$/.test(label))).toHaveLength(12);
    expect(pointsOf(mermaid)[0]!.label).toBe('bad');
    expect(text).toContain('The chart shows 12 of 30 models.');
  });

  it('is the first thing to go where a comment is too long', () => {
    const of = cases.regression!();
    const whole = commentMarkdown(of, { marker, limit: Infinity });
    const less = commentMarkdown(of, { marker, limit: Buffer.byteLength(whole) - 1 });
    expect(whole).toContain('```mermaid');
    expect(less).not.toContain('```mermaid');
    expect(less).toContain('Rounds of the head');
  });

  it.each([
    ...Object.entries(hostileStrings),
    ['sets directives', '%%{init: {"theme": "forest"}}%%'],
    ['ends the label', 'a": [0.1, 0.2] radius: 90 "b'],
    ['links', 'click A href "javascript:alert(1)"'],
    ['is Markdown', '"`**x**`"'],
    ['is an entity', '#quot; &quot; #35;'],
    ['has a class', 'a:::b'],
    ['is front matter', '---\ntitle: x\n---'],
    ['is a description', 'accDescr {'],
    ['closes the fence', '```\n<b>x</b>'],
  ])('is what it would be without a name that %s', (_, text) => {
    const points = drawn(failing(text), model({ id: text }));
    const plain = drawn(failing('x'), model({ id: 'x' }));
    expect(points.map(({ x, y }) => [x, y])).toEqual(plain.map(({ x, y }) => [x, y]));
  });

  it('keeps to its grammar, whatever is in it', () => {
    const amount = fc.double({ min: 0, max: 1e15, noNaN: true });
    const score = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        amount,
        amount,
        score,
        score,
        (id, e, f, s, t) => {
          const head = figures({ energyJPer1000Items: e, score: s });
          const baseline = figures({ energyJPer1000Items: f, score: t });
          expect(drawn(model({ id, head, baseline }))).toHaveLength(2);
        },
      ),
    );
  });

  it('keeps names that are usual', () => {
    expect(chartLabel('meta-llama/Llama-3.2_1B (q4)')).toBe('meta-llama/Llama-3.2_1B (q4)');
    expect(chartLabel('Überblick-漢字')).toBe('Überblick-漢字');
  });
});
