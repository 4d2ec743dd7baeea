/**
 * One log of the sample case while it is being written: entries in any order, put in order of time at the end.
 *
 * Pure. O(n log n).
 */

/** Places an entry in the story: it is part of the answer key. */
export interface Mark {
  /** Id of the step in the story, or of the decoy. */
  step: string;
  /** One short sentence. */
  what: string;
}

interface Entry {
  atMs: number;
  /** @param number from 1, in order of time, counting entries that were erased too */
  render: (number: number) => string;
  eventId: string | ((number: number) => string) | undefined;
  mark: Mark | undefined;
}

export interface MarkedEvent extends Mark {
  path: string;
  /** From 1, for logs of one record per line; the record's number for others. */
  line: number;
  /** The record's own id where the format has one. */
  eventId?: string;
  /** RFC 3339 UTC, milliseconds; cut to what the log's own times resolve. */
  timestamp: string;
}

/** How a log becomes a file: one entry a line, or one document around all. */
export interface LogShape {
  /** In front of everything; its line feeds count as lines. */
  prefix: string;
  separator: string;
  suffix: string;
}

export const LINES: LogShape = { prefix: '', separator: '\n', suffix: '\n' };

const CHUNK_CHARS = 65_536;

export const isoTime = (atMs: number): string => new Date(atMs).toISOString();

export class SourceLog {
  readonly path: string;
  readonly #shape: LogShape;
  readonly #resolutionMs: number;
  readonly #entries: Entry[] = [];
  readonly #gaps: { fromMs: number; toMs: number }[] = [];

  /** @param resolutionMs smallest step of the times written into the log */
  constructor(path: string, resolutionMs: number, shape: LogShape = LINES) {
    this.path = path;
    this.#resolutionMs = resolutionMs;
    this.#shape = shape;
  }

  /** @param render the entry's text, given its number */
  add(
    atMs: number,
    render: string | ((number: number) => string),
    { mark, eventId }: { mark?: Mark | undefined; eventId?: Entry['eventId'] } = {},
  ): void {
    const text = typeof render === 'string' ? () => render : render;
    this.#entries.push({ atMs: Math.floor(atMs), render: text, eventId, mark });
  }

  /** Erases what lies strictly between the two moments, as an intruder would. */
  eraseBetween(fromMs: number, toMs: number): void {
    this.#gaps.push({ fromMs, toMs });
  }

  /** Entries that are left, in order of time; equal times keep the order in which they were added. */
  #ordered(): { entry: Entry; number: number }[] {
    const isErased = ({ atMs }: Entry): boolean => this.#gaps.some(({ fromMs, toMs }) => atMs > fromMs && atMs < toMs);
    return this.#entries
      .toSorted((one, two) => one.atMs - two.atMs)
      .map((entry, at) => ({ entry, number: at + 1 }))
      .filter(({ entry }) => !isErased(entry));
  }

  get count(): number {
    return this.#ordered().length;
  }

  /** The marked entries and where they came to stand. */
  marked(): MarkedEvent[] {
    const isLines = this.#shape.separator.endsWith('\n');
    const headLines = this.#shape.prefix.split('\n').length - 1;
    return this.#ordered().flatMap(({ entry, number }, at) => {
      if (entry.mark === undefined) return [];
      const event: MarkedEvent = {
        ...entry.mark,
        path: this.path,
        line: isLines ? at + 1 + headLines : at + 1,
        timestamp: isoTime(entry.atMs - (entry.atMs % this.#resolutionMs)),
      };
      const { eventId } = entry;
      if (eventId !== undefined) event.eventId = typeof eventId === 'string' ? eventId : eventId(number);
      return [event];
    });
  }

  /** The file's text in chunks of about 64 KiB. */
  *chunks(): Generator<string> {
    let text = this.#shape.prefix;
    let isFirst = true;
    for (const { entry, number } of this.#ordered()) {
      text += isFirst ? entry.render(number) : this.#shape.separator + entry.render(number);
      isFirst = false;
      if (text.length >= CHUNK_CHARS) {
        yield text;
        text = '';
      }
    }
    yield text + this.#shape.suffix;
  }
}
