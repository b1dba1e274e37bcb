/** Overall confidence of every interval that is printed or that judges. */
export const confidence = 0.95;

/**
 * Numbers of rounds at which a comparison may be decided: from `min` to `max`, each about 1.6 times the one before,
 * so that a clear case ends early and an unclear one is looked at only a few times.
 *
 * @param step rounds that only come together; at least two such steps are taken, and no look is above `max` but for them
 */
export function plannedLooks(min: number, max: number, step = 1): number[] {
  const steps = (rounds: number) => Math.ceil(rounds / step);
  const least = Math.max(step === 1 ? min : 2, steps(min));
  const most = Math.max(least, Math.floor(max / step));
  const looks = [least];
  while (looks.at(-1)! < most) looks.push(Math.min(most, Math.ceil(looks.at(-1)! * 1.6)));
  return looks.map((look) => look * step);
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
