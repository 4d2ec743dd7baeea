/** Words of acts on who has a key to a case, for whoever records, signs, checks or asks. Pure. */

/** Acts that the policy of a case may ask two people for. */
export const KEY_ACTS = ['remove-operator', 'change-data-key', 'create-recovery'] as const;
export type KeyActName = (typeof KEY_ACTS)[number];

export const KEY_ACT_TYPE = 'application/vnd.audittrailpro.key-act+json';
