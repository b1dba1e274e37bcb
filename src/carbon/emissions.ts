const joulesPerKWh = 3.6e6;

/**
 * Emissions in grams CO2e of `energyJ` joules at `intensityGPerKWh` grams per kWh, with the overhead of the data
 * centre (`pue`, power usage effectiveness, ≥ 1). Location-based operational emissions, the O = E · I of SCI 1.1
 * (ISO/IEC 21031); nothing is added for the making of the hardware.
 */
export function emissionsG(energyJ: number, intensityGPerKWh: number, pue: number): number {
  return (energyJ / joulesPerKWh) * intensityGPerKWh * pue;
}
