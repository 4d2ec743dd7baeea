/**
 * The query as a tree: what the grammar makes, what the matcher and the segment search read.
 *
 * Pure.
 */
import type { SeqRanges } from '../kernel/seq-ranges.ts';

/** `[from, to)` in the query text, UTF-16 units: every node knows its place, for errors and the editor. */
export interface Span {
  from: number;
  to: number;
}

export type Query =
  | (Span & { kind: 'all' })
  | (Span & { kind: 'and' | 'or'; items: Query[] })
  | (Span & { kind: 'not'; item: Query })
  /**
   * A bare word or "quoted phrase": tokens (tokens.ts) next to each other in one value, folded. `prefix`: the last token
   * may go on (`mimi*`). Without `field` any value whose path `isTextPath` (fields.ts) counts; with it (`message:error`)
   * only values of that field, so a search without the field finds at least as much.
   */
  | (Span & { kind: 'text'; tokens: string[]; prefix: boolean; field?: string })
  /** `*katz`, `m?mi*atz.exe`: as `text`, but each token of the value must match its pattern (`*` any run, `?` one character). */
  | (Span & { kind: 'text-pattern'; patterns: string[]; field?: string })
  /** `field:value`, whole value, case-folded. */
  | (Span & { kind: 'equals'; field: string; value: string })
  /** `field:DC0*`: `*` any run, `?` one character, anywhere; whole value, case-folded. */
  | (Span & { kind: 'wildcard'; field: string; pattern: string })
  /**
   * `field:>5`, `field:[a TO b]`, `field:{a TO b}`; a missing end is open, both missing: any value. By time for
   * `timestamp` (always `min` inclusive, `max` exclusive, `timeUs` set); as numbers where every bound is a number (then
   * only numbers match); as addresses where every bound is an IP address; otherwise as folded text by UTF-16 unit.
   */
  | (Span & { kind: 'range'; field: string; min?: Bound; max?: Bound })
  /** `ip:10.0.0.0/8`, `ip:fe80::1`: an address inside the network (also IPv4 written as `::ffff:10.1.2.3`), or the same text. */
  | (Span & { kind: 'cidr'; field: string; network: string; bits: number })
  /** `field:*`: there, and not null. */
  | (Span & { kind: 'exists'; field: string })
  /** These records, whatever they say: what a clause about notes (`note.tag:x`) stands for in one case at one moment. */
  | (Span & { kind: 'seqs'; seqs: SeqRanges });

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
