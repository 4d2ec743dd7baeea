/**
 * Blocks of rows that are asked for before the grid asks.
 *
 * A grid that was scrolled far first draws that place without its events, and that takes as long as the answer does: so the
 * answer is fetched meanwhile. Whoever drags through millions of rows passes blocks that nobody will want: two are under way
 * at most, and of those that wait only the newest place counts.
 */

export interface ReadAhead<T> {
  /** These rows come on screen. */
  expect: (firstRow: number, lastRow: number) => void;
  /** The block for the grid, which keeps it: read ahead, or now. */
  take: (startRow: number) => Promise<T>;
}

interface ReadAheadOptions<T> {
  blockRows: number;
  /** Blocks that the grid keeps. */
  gridBlocks: number;
  read: (startRow: number) => Promise<T>;
}

const MOST_UNDER_WAY = 2;
/** Blocks read and not yet taken. */
const MOST_READY = 4;

export function createReadAhead<T>({ blockRows, gridBlocks, read }: ReadAheadOptions<T>): ReadAhead<T> {
  const ready = new Map<number, Promise<T>>();
  /** Blocks that the grid took, the oldest first. */
  const taken = new Set<number>();
  let underWay = 0;
  let wanted: number[] = [];

  const startNext = (): void => {
    for (const startRow of wanted.splice(0, MOST_UNDER_WAY - underWay)) start(startRow);
  };

  const start = (startRow: number): void => {
    underWay += 1;
    const rows = read(startRow);
    ready.set(startRow, rows);
    const [oldest] = ready.keys();
    if (ready.size > MOST_READY && oldest !== undefined) ready.delete(oldest);
    const end = (): void => {
      underWay -= 1;
      startNext();
    };
    rows.then(end, () => {
      // Whoever needs it asks anew and is told why.
      if (ready.get(startRow) === rows) ready.delete(startRow);
      end();
    });
  };

  return {
    expect: (firstRow, lastRow) => {
      wanted = [];
      for (let at = firstRow - (firstRow % blockRows); at <= lastRow; at += blockRows) {
        if (!taken.has(at) && !ready.has(at)) wanted.push(at);
      }
      startNext();
    },
    take: (startRow) => {
      wanted = wanted.filter((row) => row !== startRow);
      taken.delete(startRow);
      taken.add(startRow);
      const [oldest] = taken;
      if (taken.size > gridBlocks && oldest !== undefined) taken.delete(oldest);
      const rows = ready.get(startRow);
      ready.delete(startRow);
      return rows ?? read(startRow);
    },
  };
}
