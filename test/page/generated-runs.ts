import type { Estimate } from '../../src/measurement/result.ts';
import type { RunSummary } from '../../src/measurement/run-summary.ts';

const kinds = [
  { task: 'sql', taskKind: 'text-to-sql', metric: 'execution-accuracy', energyJ: 5200, score: 0.62 },
  { task: 'news', taskKind: 'summarization', metric: 'rouge-l', energyJ: 14_000, score: 0.38 },
  { task: 'pictures', taskKind: 'vqa', metric: 'vqa-accuracy', energyJ: 31_000, score: 0.71 },
] as const;
const machines = [
  { hardware: 'NVIDIA A100-SXM4-80GB', provenance: 'measured' },
  { hardware: 'NVIDIA L4', provenance: 'integrated' },
  { hardware: 'AMD EPYC 7763, 16 cores', provenance: 'estimated' },
] as const;
const grid = { intensityGPerKWh: 174, pue: 1.2 };

const atMost1 = (estimate: Estimate): Estimate => ({ ...estimate, high: Math.min(1, estimate.high) });

/** Equally distributed in [0, 1), the same in every run (mulberry32). */
function randomness(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A history of `count` summaries, every model in every run: energy that drifts, steps and is sometimes unknown,
 * scores that grow, hardware that changes on the way, and all verdicts.
 */
export function generatedRuns(count: number, modelCount = 4, seed = 1): RunSummary[] {
  const random = randomness(seed);
  const around = (value: number, share: number) =>
    value * (1 + share * (random() + random() + random() - 1.5));
  const levels = Array.from({ length: modelCount }, (_, model) => 1 + 0.35 * model);
  const runs: RunSummary[] = [];
  const total = Math.ceil(count / modelCount);
  for (let run = 0; runs.length < count; run += 1) {
    const commit = Array.from({ length: 40 }, () => Math.floor(random() * 16).toString(16)).join('');
    for (let model = 0; model < modelCount && runs.length < count; model += 1) {
      const kind = kinds[model % kinds.length === 2 && modelCount < 6 ? 0 : model % kinds.length]!;
      const machine = machines[run > total * 0.62 ? 0 : run > total * 0.55 ? 2 : model % 2]!;
      if (random() < 2 / total) levels[model]! *= random() < 0.6 ? 0.86 : 1.12;
      const unknown = random() < 0.03;
      const energyJ = around(
        kind.energyJ * levels[model]! * (machine.hardware.endsWith('L4') ? 0.7 : 1),
        0.05,
      );
      const emissionsG = (energyJ / 3.6e6) * grid.intensityGPerKWh * grid.pue;
      const score = Math.min(0.98, around(kind.score + 0.1 * (run / total) + 0.03 * model, 0.02));
      const gain = (score - kind.score + 0.02) * 100;
      const spread = (value: number, share: number) => ({
        value,
        low: value * (1 - share * (0.5 + random())),
        high: value * (1 + share * (0.5 + random())),
      });
      const verdict =
        random() < 0.06 ? 'fail' : random() < 0.08 ? 'inconclusive' : run === 0 ? 'no-baseline' : 'pass';
      runs.push({
        run: `${8_100_000 + run}-1`,
        file: `runs/${8_100_000 + run}-1.json`,
        createdAt: new Date(Date.UTC(2026, 0, 5, 9) + run * 9.7 * 3_600_000).toISOString(),
        commit,
        ref: 'main',
        runUrl: `https://github.com/example/models/actions/runs/${8_100_000 + run}`,
        model: ['sql-lora', 'news-small', 'sql-base', 'sql-distilled'][model] ?? `model-${model + 1}`,
        task: kind.task,
        taskKind: kind.taskKind,
        metric: kind.metric,
        fingerprint: (machines.indexOf(machine) + 10).toString(16).repeat(16),
        hardware: machine.hardware,
        provenance: unknown ? 'unavailable' : machine.provenance,
        verdict: unknown ? 'incomparable' : verdict,
        energyJPer1000Items: unknown ? null : spread(energyJ, 0.02),
        emissionsGPer1000Items: unknown ? null : spread(emissionsG, 0.02),
        grid,
        score: atMost1(spread(score, 0.015)),
        cegi: unknown || gain < 1.5 ? null : spread(emissionsG / (gain * 1.6), 0.12),
        gain: 'relative',
      });
    }
  }
  return runs;
}
