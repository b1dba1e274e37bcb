import type { Config } from '../config/config.ts';
import type { CheckResult } from '../measurement/result.ts';

/** The parts of a configuration that decide what passes: rules, what may decide them, how it is measured and compared. */
const gate = [
  'rules',
  'energy',
  'carbon',
  'gain',
  'rounds',
  'compare',
  'onInconclusive',
  'override',
  'baseline',
] as const;

export interface PolicyInForce {
  /** The head's configuration with the gate that judges. */
  config: Config;
  shown: CheckResult['policy'];
  /** One sentence for each setting, rules aside, that the head changes and that did not count. */
  warnings: string[];
}

/**
 * The gate that judges is the base's, so that a pull request cannot loosen its own; the head's where there is no base
 * to take it from.
 */
export function policyInForce(head: Config, base: Config | null): PolicyInForce {
  if (!base) {
    return {
      config: head,
      shown: {
        from: 'head',
        inForce: head.rules,
        proposed: null,
        onInconclusive: head.onInconclusive,
        overrideDays: daysOf(head),
      },
      warnings: [],
    };
  }
  const inForce = Object.fromEntries(gate.map((part) => [part, base[part]])) as Pick<
    Config,
    (typeof gate)[number]
  >;
  const warnings = gate
    .filter((part) => part !== 'rules')
    .flatMap((part) => changedSettings(asWritten(part), base[part], head[part]))
    .map(
      ({ key, from, to }) =>
        `This change sets ${key} to ${JSON.stringify(to)}; the base's ${JSON.stringify(from)} was in force.`,
    );
  const rulesChange = changedSettings('rules', base.rules, head.rules).length > 0;
  return {
    config: { ...head, ...inForce },
    shown: {
      from: 'base',
      inForce: base.rules,
      proposed: rulesChange ? head.rules : null,
      onInconclusive: base.onInconclusive,
      overrideDays: daysOf(base),
    },
    warnings,
  };
}

const daysOf = ({ override }: Config) => (override === 'off' ? null : override.days);

/** `onInconclusive` is written `on-inconclusive`. */
const asWritten = (part: string) => part.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

interface ChangedSetting {
  key: string;
  from: unknown;
  to: unknown;
}

function changedSettings(key: string, from: unknown, to: unknown): ChangedSetting[] {
  if (isSection(from) && isSection(to)) {
    const names = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...names].flatMap((name) => changedSettings(`${key}.${name}`, from[name], to[name]));
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ key, from, to }];
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
