import type { Provenance } from '../../measurement/measurement.ts';
import { holderInWords } from '../host-lock.ts';
import { oneLine } from '../one-line.ts';
import type { Diagnosis, Forecast } from './diagnosis.ts';
import type { ExaminedCounter } from './examine.ts';

const head = ['counter', 'readable', 'gives', 'resolution', 'updates every', 'watts now', 'in a check'];
/** Longer ids are cut in the middle; they are written out below the table. */
const longestId = 28;
const nothing = '–';
/** Commands must stay whole, so that they can be copied. */
const longestFix = 2000;

/**
 * The diagnosis for a terminal: plain text, a table of every counter that is known, what to do about those that cannot
 * be used, how the devices are now, and what a check here would do.
 */
export function doctorTable(diagnosis: Diagnosis): string {
  const troubles = troublesOf(diagnosis);
  const fixes = [...new Set(troubles.flatMap(({ fix }) => (fix === null ? [] : [fix])))];
  const rows = [
    ...diagnosis.counters.map(rowOf),
    ...diagnosis.unavailable.map(({ id }) => [shortId(id), 'no', ...head.slice(2).map(() => nothing)]),
  ];
  return [
    ...(rows.length === 0 ? ['No counter is known here.'] : aligned([head, ...rows])),
    ...legend(diagnosis),
    ...section('Counters', diagnosis.counters.flatMap(described)),
    ...section(
      'Why not',
      aligned(
        troubles.map(({ id, reason, fix }) => [
          oneLine(id),
          fix === null ? reason : `${reason} (mend: ${fixes.indexOf(fix) + 1})`,
        ]),
      ),
    ),
    ...section(
      'To mend it',
      fixes.map((fix, i) => `${i + 1}. ${fix}`),
    ),
    ...section(
      `Baselines are compared where this is equal (fingerprint ${diagnosis.hardware.fingerprint})`,
      aligned(hardware(diagnosis)),
    ),
    ...section('Now', aligned(conditions(diagnosis))),
    ...section('A check here', forecast(diagnosis)),
    '',
  ].join('\n');
}

function legend({ counters }: Diagnosis): string[] {
  const marks = [
    counters.some(({ observed }) => observed?.updatePeriodS == null) ? '(…) as documented, not seen' : null,
    counters.some(({ observed }) => observed?.perhapsOftener) ? '≤ perhaps oftener' : null,
  ].filter((mark) => mark !== null);
  return marks.length === 0 ? [] : [marks.join('; ')];
}

function rowOf(counter: ExaminedCounter): string[] {
  const { id, observed, reading, provenance, resolution, use } = counter;
  const updates =
    observed?.updatePeriodS == null
      ? `(${inUnit(counter.updatePeriodS, 's')})`
      : `${observed.perhapsOftener ? '≤ ' : ''}${inUnit(observed.updatePeriodS, 's')}`;
  return [
    shortId(id),
    observed === null ? 'afterwards' : observed.problem === null ? 'yes' : 'no',
    `${reading === 'energyJ' ? 'J' : 'W'}, ${provenance}`,
    inUnit(resolution, reading === 'energyJ' ? 'J' : 'W'),
    updates,
    watts(observed?.powerW ?? null),
    use,
  ];
}

function described({ id, covers, caution, observed }: ExaminedCounter): string[] {
  const notes = [caution, ...(observed?.notes ?? [])].filter((note) => note !== undefined);
  return [`${oneLine(id)}: ${oneLine(covers)}`, ...notes.map((note) => `  note: ${oneLine(note, 400)}`)];
}

function troublesOf({ counters, unavailable }: Diagnosis) {
  const failing = counters.flatMap(({ id, observed }) =>
    observed?.problem == null ? [] : [{ id, reason: observed.problem, fix: null }],
  );
  return [...failing, ...unavailable].map(({ id, reason, fix }) => ({
    id,
    reason: oneLine(reason, 400),
    fix: fix === null ? null : oneLine(fix, longestFix),
  }));
}

function hardware({ hardware: is }: Diagnosis): string[][] {
  const rows = [
    ['platform', `${is.platform} ${is.arch}`],
    ['CPU', `${is.cpu}, ${is.cores} cores`],
    ['GPUs', is.gpus.join(', ') || 'none'],
    ['counters', is.counters.join(', ') || 'none'],
    ...Object.entries(is.settings),
  ];
  return rows.map(([key = '', value = '']) => [oneLine(key), oneLine(value, 400)]);
}

function conditions({ counters, lock, estimate }: Diagnosis): string[][] {
  const known = counters.flatMap(({ covers, conditions: now }) =>
    now === null ? [] : [{ where: oneLine(covers), ...now }],
  );
  const rows = known.flatMap(({ where, temperatureC, throttled, processes }) => [
    [
      where,
      [
        temperatureC === null ? 'temperature unknown' : `${temperatureC.toFixed(0)} °C`,
        throttled === null
          ? 'throttling not known'
          : throttled.length === 0
            ? 'not throttled'
            : `throttled: ${oneLine(throttled.join(', '))}`,
        processes === null
          ? 'processes unknown'
          : processes.length === 0
            ? 'no process uses it'
            : `used by ${oneLine(processes.map(({ pid, name }) => `${name ?? 'process'} (${pid})`).join(', '), 400)}`,
      ].join('; '),
    ],
  ]);
  return [
    ...rows,
    ['host lock', lockInWords(lock)],
    [
      'estimate',
      `${estimate.idleW.toFixed(1)} W at rest and ${estimate.busyWPerCore.toFixed(1)} W for each busy core are ` +
        `${estimate.configured ? 'configured' : 'assumed'}; nothing is measured`,
    ],
  ];
}

function lockInWords({ path, holder, ended, problem }: Diagnosis['lock']): string {
  if (problem !== null) return oneLine(problem, 400);
  if (holder === null) return `free (${oneLine(path)})`;
  const left = ended === true ? 'left by' : ended === null ? 'held, if it has not ended, by' : 'held by';
  return `${left} ${holderInWords(holder)}`;
}

function forecast({ forecasts, accept, configuration, error, decides, counters }: Diagnosis): string[] {
  const from = configuration === null ? 'the default, there is no configuration' : oneLine(configuration);
  return [
    `energy.accept is ${accept.join(', ')} (${from}).`,
    ...forecasts.map((each) => sentence(each, accept)),
    ...(error === null
      ? []
      : ['It would end at once:', ...error.split('\n').map((line) => `  ${oneLine(line, 400)}`)]),
    decides ? 'So a verdict can be decided here.' : 'So nothing here can decide a verdict.',
    ...(counters.length > 0 || decides ? [] : withoutCounters),
  ];
}

const withoutCounters = [
  'Virtual machines and most containers show no counters. Run checks on a machine of your own, with the devices and',
  '/sys passed on to the container if there is one; or let estimates decide: energy: { accept: [estimated] }.',
];

const how: Record<Provenance, string> = {
  measured: 'would be measured with',
  integrated: 'would have the power integrated of',
  estimated: 'would be estimated from CPU time',
  unavailable: 'would have an unknown energy',
};

function sentence(
  { device, provenance, counters, decides, reason }: Forecast,
  accept: readonly Provenance[],
): string {
  const model = `A model on ${device === 'gpu' ? 'a GPU' : 'the CPU'} ${how[provenance]}`;
  if (provenance === 'unavailable') return `${model}, which decides nothing: ${oneLine(reason ?? '', 400)}.`;
  const by = provenance === 'estimated' ? '' : ` ${counters.map((id) => oneLine(id)).join(' + ')}`;
  if (decides) return `${model}${by}.`;
  const missing = accept.includes(provenance) ? '' : ` unless energy.accept has \`${provenance}\``;
  return `${model}${by}, which decides nothing${missing}.`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

/** Cells in columns; the last one of a row is as long as it is. */
function aligned(rows: readonly string[][]): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, [...cell].length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, i) =>
        i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - [...cell].length),
      )
      .join('  '),
  );
}

function shortId(id: string): string {
  const characters = [...oneLine(id)];
  if (characters.length <= longestId) return characters.join('');
  const kept = longestId - 1;
  const start = Math.ceil(kept * 0.6);
  return `${characters.slice(0, start).join('')}…${characters.slice(start - kept).join('')}`;
}

function watts(power: { mean: number; least: number; most: number } | null): string {
  if (power === null) return nothing;
  const [mean, least, most] = [power.mean, power.least, power.most].map((value) => rounded(value));
  return least === most ? `${mean}` : `${mean} (${least} to ${most})`;
}

const prefixes = [
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
] as const;

function inUnit(value: number, unit: string): string {
  const [factor, prefix] = prefixes.find(([size]) => value >= size * 0.9995) ?? [1e-6, 'µ'];
  // Minutes and hours have other names; no counter needs them.
  if (unit === 's' && factor > 1) return `${rounded(value)} s`;
  return `${rounded(value / factor)} ${prefix}${unit}`;
}

/** Three significant digits, and no power of ten. */
function rounded(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
