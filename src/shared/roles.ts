/** What an operator of a case may be. Pure. */
export const ROLES = ['lead', 'analyst', 'reviewer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

// The permission sets are the whole permission table.

/** May read, search, check: everybody who has a slot in the case. */
export const MAY_READ = ROLES;
/** May take a copy out of the case. A reviewer signs off what others prepared and takes nothing out. */
export const MAY_EXPORT = ['lead', 'analyst', 'auditor'] as const satisfies readonly Role[];
/** May carry the head outside and take marks in: neither changes nor takes out evidence. */
export const MAY_MARK = ['lead', 'analyst', 'auditor'] as const satisfies readonly Role[];
/** May say something about the evidence: star, tag, colour, comment, keep a view. An auditor looks and leaves no mark. */
export const MAY_ANNOTATE = ['lead', 'analyst', 'reviewer'] as const satisfies readonly Role[];
/** May add evidence. */
export const MAY_ADD = ['lead', 'analyst'] as const satisfies readonly Role[];
/** May decide who else has a key. */
export const MAY_LEAD = ['lead'] as const satisfies readonly Role[];
