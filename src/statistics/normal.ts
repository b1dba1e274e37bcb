/** P(Z ≤ z) for a standard normal Z, to 16 decimals (G. Marsaglia, Evaluating the normal distribution, J. Stat. Softw. 11, 2004). */
export function normalCdf(z: number): number {
  if (z < -9) return 0;
  if (z > 9) return 1;
  let term = z;
  let sum = z;
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
    term *= (z * z) / i;
    sum += term;
  }
  return 0.5 + sum * density(z);
}

/** The z for which P(Z ≤ z) = `probability` (0 < probability < 1), by Newton's method. */
export function normalQuantile(probability: number): number {
  // C. Hastings, Approximations for Digital Computers, 1955, sheet 67: within 0.003 from the start.
  const t = Math.sqrt(-2 * Math.log(Math.min(probability, 1 - probability)));
  const start = t - (2.30753 + 0.27061 * t) / (1 + (0.99229 + 0.04481 * t) * t);
  let z = probability < 0.5 ? -start : start;
  for (let i = 0; i < 4; i++) z -= (normalCdf(z) - probability) / density(z);
  return z;
}

/** The z for which P(|Z| ≤ z) = `confidence`. */
export function normalTwoSided(confidence: number): number {
  return -normalQuantile((1 - confidence) / 2);
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}
