/**
 * A citation of an event: one line that names the event so that it can be found again, and checked by whoever holds the
 * case or a bundle of it.
 *
 * `atp://event/<caseId>/<seq>@sha256:<digest>` and, for people, source, offset and time behind it. The digest is that of the
 * sealed record: a citation of an event that was changed since finds nothing that fits.
 * Pure. Trust: a pasted text may be anything.
 */
export interface Citation {
  caseId: string;
  seq: number;
  /** Digest of the canonical record, 64 hex digits. */
  digest: string;
}

const CITATION = /atp:\/\/event\/([0-9a-f-]{36})\/(0|[1-9]\d{0,15})@sha256:([0-9a-f]{64})/u;

export const citationUri = ({ caseId, seq, digest }: Citation): string =>
  `atp://event/${caseId}/${seq}@sha256:${digest}`;

/** The first citation in a text; undefined where there is none. */
export function parseCitation(text: string): Citation | undefined {
  const match = CITATION.exec(text);
  const [, caseId, seq, digest] = match ?? [];
  if (caseId === undefined || seq === undefined || digest === undefined) return undefined;
  return { caseId, seq: Number(seq), digest };
}
