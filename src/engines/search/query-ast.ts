/**
 * The query as a tree: what the grammar makes, what the matcher and the segment search read.
 *
 * Pure.
 */

/** `[from, to)` in the query text, UTF-16 units: every node knows its place, for errors and the editor. */
export interface Span {
  from: number;
  to: number;
}

export type Query =
  | (Span & { kind: 'all' })
  | (Span & { kind: 'and' | 'or'; items: Query[] })
  | (Span & { kind: 'not'; item: Query })
  /** A bare word or "quoted phrase": tokens next to each other in one value, case-folded. `prefix`: last token may go on (`mimi*`). */
  | (Span & { kind: 'text'; tokens: string[]; prefix: boolean })
  /** `field:value`, whole value, case-folded. */
  | (Span & { kind: 'equals'; field: string; value: string })
  /** `field:DC0*`: `*` any run, `?` one character, anywhere; whole value, case-folded. */
  | (Span & { kind: 'wildcard'; field: string; pattern: string })
  /** `field:>5`, `field:[a TO b]`, `field:{a TO b}`; a missing end is open. Numeric where both bound and value are numbers, by time for `timestamp`, else by text. */
  | (Span & { kind: 'range'; field: string; min?: Bound; max?: Bound })
  /** `field:*` */
  | (Span & { kind: 'exists'; field: string });

export interface Bound {
  value: string;
  inclusive: boolean;
  /** For `timestamp` and other time fields: the bound resolved to microseconds since the epoch. */
  timeUs?: number;
}

/** Half-open time window `[fromUs, toUs)`, microseconds since the epoch. */
export interface TimeWindow {
  fromUs?: number;
  toUs?: number;
}
