/** Words of the start view: recent cases, create, open, unlock, the sample. */
export const start = { title: 'Open a case' } as const;
