/** Kinds of records in a case log: the one list, for whoever writes, reads, checks or asks for them. Pure. */

/** Kinds a person can ask for by name; events and rejections are found by searching. */
export const CUSTODY_KINDS = [
  'genesis',
  'operator',
  'unlock',
  'unlock-failed',
  'lock',
  'epoch',
  'epoch-restart',
  'rekey',
  'setting',
  'clock',
  'software',
  'source',
  'source-report',
  'segment',
  'seal',
  'custody',
  'annotation',
  'export',
  'search',
  'verify',
  'anchor',
] as const;

/** All kinds. Only `event` and `rejection` are made by format readers. */
export const RECORD_KINDS = [...CUSTODY_KINDS, 'event', 'rejection'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
