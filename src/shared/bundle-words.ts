/** Words of evidence bundles (bundle-format.md), for whoever asks for one, makes it or tells about it. Pure. */
import type { RecordKind } from './record-kinds.ts';

export const BUNDLE_FORMS = ['folder', 'zip'] as const;
export type BundleForm = (typeof BUNDLE_FORMS)[number];

/** What the stand-alone verifier says of a bundle (verifier.md). */
export const BUNDLE_VERDICTS = [
  'INTACT AND CONFIRMED OUTSIDE',
  'INTACT, OWN SIGNATURE ONLY',
  'INTACT, SIGNER UNKNOWN',
  'BROKEN',
  'CANNOT CHECK',
] as const;
export type BundleVerdict = (typeof BUNDLE_VERDICTS)[number];

/** Hashes that older paperwork names; they prove nothing. */
export const OLD_HASHES = ['md5', 'sha1'] as const;
export type OldHash = (typeof OLD_HASHES)[number];

/** Papers that the program makes from the records of the bundle itself. */
export const BUNDLE_DOCUMENTS = ['custody-form', 'certificate', 'case-uco', 'policy'] as const;
export type BundleDocument = (typeof BUNDLE_DOCUMENTS)[number];

/** Names in `data/reports/` that the program takes for itself. */
export const OWN_REPORTS = ['custody-form.pdf'] as const;

/** An RFC 6901 pointer to something below the body of an event; the escapes are `~0` and `~1`. */
export const BODY_POINTER = /^\/body(?:\/(?:[^/~]|~[01])+)+$/u;

/** Kinds of records that a bundle may leave out or withhold; any other is needed to check keys, heads, sources and custody. */
export const LEAVABLE_KINDS: ReadonlySet<string> = new Set([
  'event',
  'rejection',
  'annotation',
  'search',
  'setting',
  'verify',
  'segment',
] satisfies RecordKind[]);
