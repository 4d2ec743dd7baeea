/** What an operator of a case may be. Pure. */
export const ROLES = ['lead', 'analyst', 'reviewer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];
