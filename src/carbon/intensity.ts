import { averageIntensity } from '@tgwf/co2';
import type { IntensityConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';

/** A pinned carbon intensity of electricity. */
export interface Intensity {
  intensityGPerKWh: number;
  /** Source, zone and year in words, with the attribution its licence asks for. */
  source: string;
}

/** @throws UserError for a zone that Ember's data do not have. */
export function resolveIntensity(config: IntensityConfig): Intensity {
  if (config.source === 'static') {
    return { intensityGPerKWh: config.gramsPerKWh, source: 'pinned in the configuration' };
  }
  const { data } = averageIntensity;
  const intensityGPerKWh = Object.hasOwn(data, config.zone) ? data[config.zone] : undefined;
  if (intensityGPerKWh === undefined) {
    throw new UserError(
      `carbon.intensity.zone: Ember's averages have no zone "${config.zone}". ` +
        'Use an ISO 3166 alpha-3 country code (ESP, USA, IND) or WORLD, or pin a number with source: static.',
    );
  }
  return { intensityGPerKWh, source: `annual average of ${config.zone}, ${attribution}` };
}

/** Ember's licence asks for its name. CO2.js carries no year for each zone; its release fixes which averages these are. */
const attribution = 'Ember (CC BY-SA 4.0) as shipped with CO2.js 0.19.0';
