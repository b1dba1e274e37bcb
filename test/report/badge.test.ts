import { describe, expect, it } from 'vitest';
import { badgeJson, badgeSvg } from '../../src/report/badge.ts';
import { hostileStrings } from './hostile-strings.ts';
import { cases, figures, model, result } from './result-factory.ts';

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
      message: '1.76 g CO2e/1k items',
      color: 'brightgreen',
    });
  });

  it('gives the range of several models, in the colour of the worst', () => {
    expect(badgeJson(cases.regression!())).toMatchObject({
      label: 'carbon',
      message: '2.01 g to 2.43 g CO2e/1k items',
      color: 'red',
    });
  });

  it('says on its face that a figure is estimated', () => {
    expect(badgeJson(cases['estimated-energy']!()).message).toBe('est. 2.01 g CO2e/1k items');
    expect(badgeSvg(cases['estimated-energy']!())).toContain('est. 2.01 g');
  });

  it.each([
    ['no result', null],
    ['no model', result()],
    ['unavailable energy', cases['unavailable-energy']!()],
    ['too few rounds', cases.partial!()],
  ])('says that nothing was measured for %s, and gives no number', (_, of) => {
    expect(badgeJson(of)).toMatchObject({ message: 'not measured', color: 'lightgrey' });
    expect(badgeSvg(of)).toContain('not measured');
  });

  it('counts the models that were not measured beside those that were', () => {
    const models = [model(), model({ id: 'other', head: figures({ provenance: 'unavailable' }) })];
    expect(badgeJson(result({ models })).message).toBe('2.01 g CO2e/1k items, 1 not measured');
  });

  it.each(Object.entries(hostileStrings))('is a sound picture around a model that %s', (_, id) => {
    const tags = (svg: string) => svg.match(/<\/?[a-z]+/gi);
    expect(tags(badgeSvg(result({ models: [model({ id })] })))).toEqual(
      tags(badgeSvg(result({ models: [model({ id: 'word' })] }))),
    );
  });
});
