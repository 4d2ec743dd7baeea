/** Zones of the platform. Pure but for its zone rules (Intl). */

/** UTC first, then all names in order. */
export const allZones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** The zone that this machine is set to. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
