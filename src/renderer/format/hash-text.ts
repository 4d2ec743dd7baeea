/** Hashes made short for the eye. Pure. Two ends: whoever forges a look-alike has to match both. */
const HEAD = 8;
const TAIL = 4;

export const shortHash = (hash: string): string =>
  hash.length <= HEAD + TAIL + 1 ? hash : `${hash.slice(0, HEAD)}…${hash.slice(-TAIL)}`;
