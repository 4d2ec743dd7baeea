/** Class names joined, without those that do not hold. Pure. */
export const cx = (...names: readonly (string | false | undefined)[]): string => names.filter(Boolean).join(' ');
