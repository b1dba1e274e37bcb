import type { Provenance } from '../measurement/measurement.ts';

const colours = 8;
const dashes = [[], [7, 4], [2, 3]];

/** How a model looks everywhere on the page: a colour, and from the ninth model on a dash as well. */
export interface Look {
  /** Classes of the style sheet that set the same. */
  classes: string;
  colour: string;
  dash: number[];
}

/** Colours as the style sheet has them for the scheme that is in force now. */
export function schemeColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Looks of models by their place in the list of all models, so that filters recolour nothing. */
export function looksOf(models: readonly string[]): Map<string, Look> {
  return new Map(
    models.map((model, index) => {
      const [colour, dash] = [index % colours, Math.floor(index / colours) % dashes.length];
      return [
        model,
        { classes: `c${colour} d${dash}`, colour: schemeColour(`c${colour}`), dash: dashes[dash]! },
      ];
    }),
  );
}

/** The marker of every provenance, as the chart library calls it and as a character. */
export const markers: Record<Provenance, { style: string; sign: string }> = {
  measured: { style: 'circle', sign: '●' },
  integrated: { style: 'triangle', sign: '▲' },
  estimated: { style: 'rectRot', sign: '◆' },
  unavailable: { style: 'crossRot', sign: '✕' },
};
