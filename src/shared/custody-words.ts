/** Words of custody: what can be done with an item of evidence, for whoever records, signs, checks or asks. Pure. */

/** In the order of an item's life. */
export const CUSTODY_ACTS = [
  'acquire',
  'receive',
  'transfer',
  'open',
  'copy',
  'verify',
  'export',
  'print',
  'hold',
  'unhold',
  'release',
  'dispose',
] as const;
export type CustodyActName = (typeof CUSTODY_ACTS)[number];

export const CUSTODY_TYPE = 'application/vnd.audittrailpro.custody+json';
