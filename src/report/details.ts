import type { Measurement, Round } from '../measurement/measurement.ts';
import type {
  CheckResult,
  Estimate,
  Figures,
  ModelResult,
  OnInconclusive,
  Rules,
} from '../measurement/result.ts';
import { energyAndGrid, gridText } from './energy-and-grid.ts';
import { estimatedMark } from './figure-cells.ts';
import {
  changeText,
  countText,
  energyText,
  estimateText,
  massText,
  nothing,
  numberText,
  scoreText,
  signedText,
} from './number.ts';
import {
  betweenRunsText,
  cegiUnit,
  detectableText,
  gainText,
  isImprovement,
  looksText,
  modeText,
  plural,
  provenanceMeaning,
  ruleText,
  ruleUnit,
  verdictText,
} from './words.ts';

/** Plain text in cells, escaped by whoever renders it. */
export interface Table {
  kind:
    | 'rules'
    | 'comparison'
    | 'grid'
    | 'differences'
    | 'figures'
    | 'rounds'
    | 'hardware'
    | 'settings'
    | 'items'
    | 'policy'
    | 'run';
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** Everything known about one model, from what decided to what it ran on. Tables without rows are left out. */
export function modelTables(model: ModelResult, result: CheckResult): Table[] {
  const { measurement, baselineMeasurement } = model;
  const tables: Table[] = [
    rulesTable(model),
    comparisonTable(model),
    gridTable(model, result),
    {
      kind: 'differences',
      caption: 'What keeps head and baseline from being compared',
      head: ['', 'Baseline', 'Head'],
      rows: model.differences.map(({ what, baseline, head }) => [what, baseline, head]),
    },
    figuresTable(model, result),
    roundsTable('Rounds of the head', measurement),
    roundsTable('Rounds of the baseline', baselineMeasurement),
    sidesTable('hardware', 'Hardware and counters', model, hardwareFacts),
    sidesTable('settings', 'Settings', model, settingFacts),
    {
      kind: 'items',
      caption: 'Items that failed, or were left out',
      head: ['Item', 'What happened'],
      rows: measurement ? itemRows(measurement) : [],
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

/** What holds for all models: the carbon intensity, the rules in force, and the run itself. */
export function resultTables(result: CheckResult): Table[] {
  return [policyTable(result), runTable(result)];
}

function rulesTable({ rules }: ModelResult): Table {
  return {
    kind: 'rules',
    caption: 'Rules',
    head: ['Rule', 'Verdict', 'Seen (95 %)', 'Allowed', 'Smallest detectable', 'Method'],
    rows: rules.map((of) => {
      const { rule, verdict, change, tolerance, method } = of;
      const unit = rule === 'budget' ? null : ruleUnit[rule];
      const seen = (seenChange: Estimate) =>
        unit === null ? estimateText(seenChange, massText) : changeText(seenChange, unit);
      return [
        ruleText(of),
        isImprovement(of) ? `${verdictText(verdict)}, improved` : verdictText(verdict),
        change ? seen(change) : nothing,
        unit === null ? massText(tolerance) : `${signedText(tolerance)} ${unit}`,
        detectableText(of) ?? nothing,
        method ?? nothing,
      ];
    }),
  };
}

/** How head and baseline came to be compared, and what the comparison learnt from. */
function comparisonTable({ comparison, history, calibration }: ModelResult): Table {
  const rows: string[][] = [];
  if (comparison) {
    const { mode, why, rounds, looks, betweenRuns } = comparison;
    rows.push(['Compared', modeText[mode]]);
    if (why !== null) rows.push(['Why not side by side', why]);
    rows.push(
      [
        'Rounds compared',
        `${countText(rounds.head)} of the head, ${countText(rounds.baseline)} of the baseline`,
      ],
      ['Looks at the intervals', looksText(looks)],
      ['Whole runs are taken to differ by', betweenRuns ? betweenRunsText(betweenRuns) : sameRun[mode]],
    );
    if (history.length > 0) rows.push(['Earlier runs kept with the baseline', countText(history.length)]);
    if (calibration && mode === 'stored') {
      const { runs, model, createdAt } = calibration;
      rows.push([
        'Calibration of this machine',
        `${plural(runs.length, 'run')} of ${model}, ${timeText(createdAt)}`,
      ]);
    }
  }
  return { kind: 'comparison', caption: 'How head and baseline were compared', head: ['', ''], rows };
}

const sameRun: Record<NonNullable<ModelResult['comparison']>['mode'], string> = {
  'side-by-side': 'nothing: both sides are of one run',
  stored: 'not known',
};

/** Only where the grid changed since the baseline: else all of a change is energy. */
function gridTable(model: ModelResult, result: CheckResult): Table {
  const split = energyAndGrid(model, result);
  const rows = split
    ? [
        [
          'Energy, which judges',
          changeText(split.energyPercent, '%'),
          'joules per item, head against baseline',
        ],
        [
          'Grid’s intensity × PUE',
          `${signedText(split.gridPercent)} %`,
          `${gridText(split.then)} (${split.then.source}) → ${gridText(result.carbon)} (${result.carbon.source})`,
        ],
        [
          'Emissions as reported then and now',
          changeText(split.emissionsPercent, '%'),
          'both together; judges nothing',
        ],
      ]
    : [];
  return {
    kind: 'grid',
    caption: 'Change since the baseline, by energy and grid',
    head: ['', 'Change', 'From what'],
    rows,
  };
}

function figuresTable(
  { head, baseline, reference, measurement, baselineMeasurement, metric, changes }: ModelResult,
  result: CheckResult,
): Table {
  const rows: string[][] = [];
  const sides = (name: string, text: (figures: Figures) => string) => {
    rows.push([name, baseline ? text(baseline) : nothing, head ? text(head) : nothing]);
  };
  const estimate = (value: Estimate | null, text: (value: number) => string) =>
    value ? estimateText(value, text) : nothing;
  const onEnergy = (name: string, text: (figures: Figures) => string) =>
    sides(name, (side) => (text(side) === nothing ? nothing : estimatedMark(side) + text(side)));
  if (head || baseline) {
    sides(`Score: ${metric}`, ({ score }) => estimate(score, scoreText));
    onEnergy('Energy per 1k items', (side) => estimate(side.energyJPer1000Items, energyText));
    onEnergy('Energy per generated token', ({ energyJPerToken }) => energyText(energyJPerToken));
    const idle = (side: Measurement | null) => idleSubtracted(side) ?? nothing;
    if (idleSubtracted(measurement) ?? idleSubtracted(baselineMeasurement)) {
      rows.push(['Energy per 1k items, less idle power', idle(baselineMeasurement), idle(measurement)]);
    }
    onEnergy('Emissions per 1k items', (side) => estimate(side.emissionsGPer1000Items, massText));
    sides('Energy is', ({ provenance }) => `${provenance}: ${provenanceMeaning[provenance]}`);
    sides('Boundary', ({ boundary }) => boundary || nothing);
    sides('Rounds with energy', ({ rounds }) => countText(rounds));
    sides(
      `Gain over ${reference?.id ?? 'a reference'}, ${result.gain === 'relative' ? 'relative' : 'in points'}`,
      ({ gain }) =>
        'undetermined' in gain
          ? `undetermined: ${gain.undetermined}`
          : estimateText(gain, (value) => gainText(value, result.gain)),
    );
    sides('CEGI, evaluation', (side) =>
      'undetermined' in side.cegi
        ? `undetermined: ${side.cegi.undetermined}`
        : estimatedMark(side) + estimateText(side.cegi, numberText),
    );
    sides('CEGI of the training alone, not per 1k items', (side) =>
      side.cegiTraining === null ? 'not known' : numberText(side.cegiTraining),
    );
    sides('CEGI, lifecycle', (side) =>
      side.cegiLifecycle === null ? 'not known' : estimatedMark(side) + numberText(side.cegiLifecycle),
    );
  }
  const fact = (name: string, text: string) => rows.push([name, '', text]);
  if (head || baseline) fact('Unit of CEGI', cegiUnit(result.gain));
  if (reference) {
    fact(
      'Score of the reference',
      `${reference.id}: ${reference.score === null ? 'unknown' : scoreText(reference.score)}`,
    );
  }
  if (measurement) {
    const { trainableParameters: parameters, training } = measurement;
    fact(
      'Trainable parameters',
      parameters ? `${countText(parameters.count)} (${parameters.source})` : 'not known',
    );
    if (training)
      fact('Training emissions, declared', `${massText(training.emissionsG)} (${training.source})`);
  }
  if (changes.length > 0) fact('Checked because', changes.join('; '));
  return { kind: 'figures', caption: 'Figures, with 95 % intervals', head: ['', 'Baseline', 'Head'], rows };
}

/** The mean over the rounds for which idle power is known; null where there are none. Information: it judges nothing. */
function idleSubtracted(measurement: Measurement | null): string | null {
  const known = (measurement?.rounds ?? []).flatMap(({ items, energy: { idleSubtractedJ } }) =>
    idleSubtractedJ == null || items === 0 ? [] : [(1000 * idleSubtractedJ) / items],
  );
  if (known.length === 0) return null;
  return energyText(known.reduce((sum, value) => sum + value, 0) / known.length);
}

function roundsTable(caption: string, measurement: Measurement | null): Table {
  return {
    kind: 'rounds',
    caption,
    head: [
      'Round',
      'Started',
      'Duration',
      'Items',
      'Prompt tokens',
      'Generated tokens',
      'Energy',
      'Power',
      'Provenance',
    ],
    rows: (measurement?.rounds ?? []).map((round, index) => [
      String(index + 1),
      timeText(round.startedAt),
      `${numberText(round.durationS)} s`,
      countText(round.items),
      round.promptTokens === null ? 'not known' : countText(round.promptTokens),
      round.generatedTokens === null ? 'not known' : countText(round.generatedTokens),
      roundEnergy(round),
      round.energy.energyJ === null || round.durationS === 0
        ? nothing
        : `${numberText(round.energy.energyJ / round.durationS)} W`,
      round.energy.reason ? `${round.energy.provenance}: ${round.energy.reason}` : round.energy.provenance,
    ]),
  };
}

function roundEnergy({ energy: { energyJ, uncertaintyJ } }: Round): string {
  if (energyJ === null) return 'unavailable';
  return uncertaintyJ > 0 ? `${energyText(energyJ)} ± ${energyText(uncertaintyJ)}` : energyText(energyJ);
}

/** One fact a row, a column for each side that has a measurement. */
function sidesTable(
  kind: Table['kind'],
  caption: string,
  { measurement, baselineMeasurement }: ModelResult,
  facts: (measurement: Measurement) => Map<string, string>,
): Table {
  const head = measurement ? facts(measurement) : new Map<string, string>();
  const baseline = baselineMeasurement ? facts(baselineMeasurement) : new Map<string, string>();
  const names = [...new Set([...head.keys(), ...baseline.keys()])];
  return {
    kind,
    caption,
    head: ['', 'Baseline', 'Head'],
    rows: names.map((name) => [name, baseline.get(name) ?? nothing, head.get(name) ?? nothing]),
  };
}

function hardwareFacts({ hardware, rounds, idle, conditions }: Measurement): Map<string, string> {
  const facts = new Map([
    ['Platform', `${hardware.platform} ${hardware.arch}`],
    ['CPU', `${hardware.cpu}, ${hardware.cores} cores`],
    ['GPUs', hardware.gpus.join(', ') || 'none'],
    ['Kinds of counters', hardware.counters.join(', ') || 'none'],
    ['Fingerprint', hardware.fingerprint],
  ]);
  for (const [name, value] of Object.entries(hardware.settings)) facts.set(`Setting ${name}`, value);
  for (const { counter, domain, provenance, counted, note } of rounds[0]?.energy.readings ?? []) {
    const parts = [domain, provenance, counted ? 'in the sum' : 'shown only, another counter includes it'];
    facts.set(`Counter ${counter}`, [...parts, ...(note ? [note] : [])].join(', '));
  }
  if (idle) {
    const watts = `${numberText(idle.powerW)} ± ${numberText(idle.uncertaintyW)} W`;
    facts.set(
      'Idle power, model loaded',
      `${watts} over ${numberText(idle.durationS)} s, ${idle.provenance}`,
    );
  }
  for (const { counter, temperatureC, throttled, processes } of conditions?.rounds ?? []) {
    const parts = [
      temperatureC === null ? 'temperature not known' : `up to ${numberText(temperatureC)} °C`,
      throttled === null
        ? 'throttling not known'
        : throttled.length > 0
          ? `clocks held down: ${throttled.join(', ')}`
          : 'clocks not held down',
      processes === null ? 'processes not known' : `${countText(processes.length)} processes`,
    ];
    facts.set(`During the rounds, ${counter}`, parts.join(', '));
  }
  if (conditions) {
    const { temperatureC, throttledTimes, governors } = conditions.cpu;
    const parts = [
      ...(temperatureC === null ? [] : [`up to ${numberText(temperatureC)} °C`]),
      ...(throttledTimes === null ? [] : [`clocks held down by heat ${countText(throttledTimes)} times`]),
      ...(governors === null ? [] : [`governor ${governors.join(', ')}`]),
    ];
    if (parts.length > 0) facts.set('During the rounds, CPU', parts.join(', '));
  }
  return facts;
}

function settingFacts({
  task,
  evaluator,
  artifactDigest,
  hub,
  commit,
  createdAt,
}: Measurement): Map<string, string> {
  return new Map([
    ['Task', `${task.id} (${task.kind}), ${countText(task.items)} items`],
    ['Evaluator', evaluatorInWords(evaluator)],
    ['Runtime', evaluator.runtime],
    ...Object.entries(task.settings).map(([key, value]): [string, string] => [
      key,
      value === null ? 'none' : String(value),
    ]),
    ...(hub ? [['From the Hub', `${hub.repository} at ${shortDigest(hub.commit)}`] as [string, string]] : []),
    ['Artifact', shortDigest(artifactDigest)],
    ['Dataset', shortDigest(task.datasetDigest)],
    ['Commit', commit ? shortDigest(commit) : 'unknown'],
    ['Measured', timeText(createdAt)],
  ]);
}

/** The first few; all of them are in `result.json`. */
function itemRows({ failedItems, leftOutItems }: Measurement): string[][] {
  const shown = 10;
  const rows = [
    ...failedItems.map(({ id, reason }) => [id, `failed, scored 0: ${reason}`]),
    ...leftOutItems.map(({ id, reason }) => [id, `left out: ${reason}`]),
  ];
  if (rows.length <= shown) return rows;
  return [...rows.slice(0, shown), ['…', `and ${rows.length - shown} more, all in result.json`]];
}

function policyTable({ policy }: CheckResult): Table {
  const { inForce, proposed, onInconclusive } = policy;
  const [first, second] = [allowances(inForce), allowances(proposed ?? inForce)];
  const names = [...new Set([...first.keys(), ...second.keys()])];
  const rows = names.map((name) => [
    name,
    first.get(name) ?? 'off',
    ...(proposed ? [second.get(name) ?? 'off'] : []),
  ]);
  if (onInconclusive !== 'neutral') {
    rows.push(['An inconclusive check', inconclusiveText[onInconclusive], ...(proposed ? [''] : [])]);
  }
  return {
    kind: 'policy',
    caption: proposed
      ? 'Rules: this change proposes others, but the base’s judged'
      : `Rules in force: ${policy.from === 'base' ? 'the base’s' : 'this change’s own, as the base has none'}`,
    head: ['Rule', 'In force', ...(proposed ? ['Proposed'] : [])],
    rows,
  };
}

const inconclusiveText: Record<Exclude<OnInconclusive, 'neutral'>, string> = {
  fail: 'fails (on-inconclusive: fail)',
  pass: 'counts as passed (on-inconclusive: pass)',
};

/** What each rule allows, in the order in which rules are written; scores by metric where they are given so. */
function allowances({
  cegiPercent,
  emissionsPercent,
  scorePoints,
  budgetGPer1000Items,
}: Rules): Map<string, string> {
  const text = (value: number | null, of: (known: number) => string) => (value === null ? 'off' : of(value));
  const percent = (value: number) => `${signedText(value)} %`;
  const points = (value: number) => `${signedText(value)} ${Math.abs(value) === 1 ? 'point' : 'points'}`;
  const scores: [string, string][] =
    scorePoints === null || typeof scorePoints === 'number'
      ? [['The score may change by', text(scorePoints, points)]]
      : Object.entries(scorePoints).map(([metric, value]) => [
          `Score ${metric} may change by`,
          points(value),
        ]);
  return new Map([
    ['CEGI may rise by', text(cegiPercent, percent)],
    ['Emissions may rise by', text(emissionsPercent, percent)],
    ...scores,
    ['Budget per 1k items', text(budgetGPer1000Items, massText)],
  ]);
}

function runTable(result: CheckResult): Table {
  const { carbon } = result;
  return {
    kind: 'run',
    caption: 'How it was calculated',
    head: ['', ''],
    rows: [
      ['Carbon intensity', `${numberText(carbon.intensityGPerKWh)} g CO2e/kWh, the same for both sides`],
      ['Source of the intensity', carbon.source],
      ['PUE', numberText(carbon.pue)],
      [
        'Gain',
        result.gain === 'relative'
          ? 'relative: percent of the reference’s score'
          : 'points: difference to the reference’s score',
      ],
      ['CEGI', `${cegiUnit(result.gain)}; lower is better`],
      ['Head', result.headCommit ? shortDigest(result.headCommit) : 'unknown'],
      ['Base', result.baseCommit ? shortDigest(result.baseCommit) : 'none'],
      ['Made', `${timeText(result.createdAt)}, version ${result.version}, event ${result.event}`],
    ],
  };
}

/** Enough of a digest to tell it from others. */
const shortDigest = (digest: string) => digest.slice(0, 12);

/** ISO time to the second, UTC. */
const timeText = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

function evaluatorInWords({ kind, device, dtype, batch }: Measurement['evaluator']): string {
  const atOnce = kind === 'openai' ? 'requests at once' : 'batch';
  return [
    `${kind} on ${device}`,
    dtype,
    batch === null ? null : kind === 'openai' ? `${batch} ${atOnce}` : `${atOnce} ${batch}`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
