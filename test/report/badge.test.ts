import { describe, expect, it } from 'vitest';
import { verdicts } from '../../src/measurement/result.ts';
import { badgeJson, badgeSvg } from '../../src/report/badge.ts';
import { hostileStrings } from './hostile-strings.ts';
import { cases, figures, model, result } from './result-factory.ts';

/** WCAG 2.2, of a colour as six hexadecimal digits. */
function contrastWithWhite(colour: string): number {
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

describe('the badge', () => {
  it('has only keys that Shields accepts', () => {
    for (const build of Object.values(cases)) {
      expect(Object.keys(badgeJson(build())).sort()).toEqual(
        ['cacheSeconds', 'color', 'label', 'message', 'schemaVersion'].sort(),
      );
    }
  });

  it('names the model where there is only one', () => {
    expect(badgeJson(cases.improvement!())).toMatchObject({
      label: 'carbon: sql-lora',
      message: '1.76 g CO2e/1k items · 2026-03-04',
      color: '237a2f',
    });
  });

  it('gives the range of several models, in the colour of the worst', () => {
    expect(badgeJson(cases.regression!())).toMatchObject({
      label: 'carbon',
      message: '2.01 g to 2.43 g CO2e/1k items · fail · 2026-03-04',
      color: 'c62828',
    });
  });

  it('says on its face that a figure is estimated', () => {
    expect(badgeJson(cases['estimated-energy']!()).message).toMatch(/^est\. 2\.01 g CO2e\/1k items · /);
    expect(badgeSvg(cases['estimated-energy']!())).toContain('est. 2.01 g');
  });

  it.each([
    ['no model', result()],
    ['unavailable energy', cases['unavailable-energy']!()],
    ['too few rounds', cases.partial!()],
  ])('says that nothing was measured for %s, and gives no number', (_, of) => {
    expect(badgeJson(of)).toMatchObject({ message: 'not measured · 2026-03-04', color: '6b6b6b' });
    expect(badgeSvg(of)).toContain('not measured');
  });

  it('has no day where there is no result', () => {
    expect(badgeJson(null)).toMatchObject({ label: 'carbon', message: 'not measured', color: '6b6b6b' });
  });

  it.each(verdicts)(
    'says %s in words, unless it passed, and in a colour on which white is read',
    (verdict) => {
      const { message, color } = badgeJson(result({ verdict, models: [model()] }));
      expect(message.split(' · ')).toHaveLength(verdict === 'pass' ? 2 : 3);
      expect(contrastWithWhite(color)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('tells a screen reader all that is on its face', () => {
    const { label, message } = badgeJson(cases.regression!());
    const svg = badgeSvg(cases.regression!());
    expect(svg).toContain(`role="img" aria-label="${label}: ${message}"`);
    expect(svg).toContain(`<title>${label}: ${message}</title>`);
  });

  it('counts the models that were not measured beside those that were', () => {
    const models = [model(), model({ id: 'other', head: figures({ provenance: 'unavailable' }) })];
    expect(badgeJson(result({ models })).message).toMatch(/^2\.01 g CO2e\/1k items, 1 not measured · /);
  });

  it.each(Object.entries(hostileStrings))('is a sound picture around a model that %s', (_, id) => {
    const tags = (svg: string) => svg.match(/<\/?[a-z]+/gi);
    expect(tags(badgeSvg(result({ models: [model({ id })] })))).toEqual(
      tags(badgeSvg(result({ models: [model({ id: 'word' })] }))),
    );
  });
});
