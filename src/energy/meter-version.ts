/**
 * Version of how counters are read and their readings become joules. Raise it with every change after which the same
 * work on the same machine measures otherwise: what was measured before is then no longer compared.
 */
export const meterVersion = 1;
