/** Overall confidence of every interval that is printed or that judges. */
export const confidence = 0.95;

/**
 * Numbers of rounds at which a comparison may be decided: from `min` to `max`, each about 1.6 times the one before,
 * so that a clear case ends early and an unclear one is looked at only a few times.
 */
export function plannedLooks(min: number, max: number): number[] {
  const looks = [min];
  while (looks.at(-1)! < max) looks.push(Math.min(max, Math.ceil(looks.at(-1)! * 1.6)));
  return looks;
}

/**
 * Confidence of the interval at each of `looks` looks such that all of them together hold with {@link confidence}:
 * repeated confidence intervals (C. Jennison and B. W. Turnbull, Interim analyses: the repeated confidence interval
 * approach, J. R. Statist. Soc. B 51, 1989), with the error split evenly (Bonferroni), which is valid whatever the
 * dependence between looks and costs a little width.
 */
export function confidenceAtEachLook(looks: number): number {
  return 1 - (1 - confidence) / looks;
}
