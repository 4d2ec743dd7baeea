/** How far the surroundings of an event reach: by number of rows, or by time. Pure. */
export const REACHES = ['rows', '30', '300', '3600'] as const;
export type Reach = (typeof REACHES)[number];

/** Rows each way: at first, more each time, and the most that one call gives. */
const FIRST_ROWS = 25;
const FIRST_OF_TIME = 100;
const STEP = 100;
export const MOST = 500;

export const firstRows = (reach: Reach): number => (reach === 'rows' ? FIRST_ROWS : FIRST_OF_TIME);
export const moreRows = (rows: number): number => Math.min(MOST, rows + STEP);

/** Undefined where the reach is a number of rows. */
export const secondsOf = (reach: Reach): number | undefined => (reach === 'rows' ? undefined : Number(reach));
