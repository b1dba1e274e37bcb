import type { Config } from '../config/config.ts';
import type { CheckResult } from '../measurement/result.ts';

/** The parts of a configuration that decide what passes. */
export type Gate = Pick<Config, 'rules' | 'carbon' | 'gain'> & { accept: Config['energy']['accept'] };

export interface PolicyInForce {
  gate: Gate;
  shown: CheckResult['policy'];
  /** One sentence for each part that the head changes and that did not count. */
  warnings: string[];
}

/**
 * The gate that judges is the base's, so that a pull request cannot loosen its own; the head's where the base has
 * none.
 */
export function policyInForce(head: Config, base: Config | null): PolicyInForce {
  const proposed = gateOf(head);
  if (!base) {
    return { gate: proposed, shown: { from: 'head', inForce: head.rules, proposed: null }, warnings: [] };
  }
  const gate = gateOf(base);
  const changed = (part: keyof Gate) => JSON.stringify(gate[part]) !== JSON.stringify(proposed[part]);
  const warnings = (['accept', 'carbon', 'gain'] as const).filter(changed).map((part) => {
    const key = part === 'accept' ? 'energy.accept' : part;
    return `This change sets ${key} to ${JSON.stringify(proposed[part])}; the base's ${JSON.stringify(gate[part])} judged.`;
  });
  return {
    gate,
    shown: { from: 'base', inForce: base.rules, proposed: changed('rules') ? head.rules : null },
    warnings,
  };
}

function gateOf(config: Config): Gate {
  return { rules: config.rules, carbon: config.carbon, gain: config.gain, accept: config.energy.accept };
}
