/** The question that shows the records a detail of a proof is about: those that were read from the bytes it names. Pure. */

interface Place {
  readonly offset?: number;
  readonly nextOffset?: number;
}

/** Undefined where it names none. @param sha256 of the source, 64 hex digits */
export function recordsAround(sha256: string, { offset, nextOffset }: Place): string | undefined {
  const offsets = [offset, nextOffset].filter((each) => each !== undefined);
  if (offsets.length === 0 || !/^[0-9a-f]{64}$/u.test(sha256)) return undefined;
  const places = offsets.map((each) => `offset:${each}`).join(' OR ');
  return `source.sha256:${sha256} AND ${offsets.length === 1 ? places : `(${places})`}`;
}
