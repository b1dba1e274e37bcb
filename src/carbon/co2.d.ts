// CO2.js ships no types of its own; this is the part that is used.
declare module '@tgwf/co2' {
  /** Grams CO2e per kWh by ISO 3166 alpha-3 code or region name. */
  export const averageIntensity: { data: Record<string, number>; type: string };
}
