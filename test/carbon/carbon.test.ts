import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emissionsG } from '../../src/carbon/emissions.ts';
import { resolveIntensity } from '../../src/carbon/intensity.ts';

describe('emissions', () => {
  it('of one kWh are the intensity times the overhead', () => {
    expect(emissionsG(3.6e6, 250, 1)).toBe(250);
    expect(emissionsG(1.8e6, 250, 1.2)).toBeCloseTo(150, 12);
  });
});

describe('the intensity', () => {
  it("is the configuration's where it is pinned", () => {
    expect(resolveIntensity({ source: 'static', gramsPerKWh: 42 })).toEqual({
      intensityGPerKWh: 42,
      source: 'pinned in the configuration',
    });
  });

  it("is Ember's average of the zone, with its attribution", () => {
    const spain = resolveIntensity({ source: 'ember', zone: 'ESP' });
    const world = resolveIntensity({ source: 'ember', zone: 'WORLD' });
    expect(spain.intensityGPerKWh).toBeGreaterThan(10);
    expect(spain.intensityGPerKWh).toBeLessThan(world.intensityGPerKWh);
    expect(spain.source).toMatch(/ESP.*Ember \(CC BY-SA 4\.0\)/);
  });

  it('names the release of CO2.js that is locked', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(resolveIntensity({ source: 'ember', zone: 'WORLD' }).source).toContain(
      `CO2.js ${dependencies['@tgwf/co2']}`,
    );
  });

  it.each(['XXX', 'toString', '__proto__', ''])('is an error for a zone "%s" that is not there', (zone) => {
    expect(() => resolveIntensity({ source: 'ember', zone })).toThrow(/ISO 3166 alpha-3/);
  });
});
