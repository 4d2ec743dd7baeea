/**
 * What an attack of the laboratory is: who does it, to what, which row of the threats it belongs to, and what must find it.
 *
 * Types and a few words. Source: INTEGRITY 9 (threats), resources/docs/threat-model.md.
 */
import type { Laboratory } from './laboratory.ts';

/** What the attacker has, from nothing to everything. */
export const POWERS = [
  'no key',
  'open case',
  'current epoch key',
  'old copy',
  'false marks',
  'operators',
  'bundle',
  'hostile content',
  'changed verifier',
  'out of scope',
] as const;
export type Power = (typeof POWERS)[number];

/** What looks. */
export type Check =
  | 'unlock'
  | 'page integrity'
  | 'strict verify'
  | 'reading'
  | 'memory of heads'
  | 'compare'
  | 'mark import'
  | 'stand-alone verifier'
  | 'ingest'
  | 'terminal'
  | 'published hash';

/** A number from 0 to below `below`, the same for the same seed. */
export type Chance = (below: number) => number;

export interface Sighting {
  readonly check: Check;
  /** What the person who looks is told. */
  readonly words: string;
}

export interface Trial {
  /** What was changed, and where. */
  readonly change: string;
  readonly seen: readonly Sighting[];
  /** Checks that had to see it and did not, with what they said instead. */
  readonly missed?: readonly Sighting[];
}

export interface Attack {
  readonly name: string;
  readonly power: Power;
  /** The row of INTEGRITY 9. */
  readonly threat: string;
  /** Why nothing finds it, where that is by design. Absent: it must be found, every time. */
  readonly byDesign?: string;
  /** Absent where it lies outside of what any program could look at. */
  readonly attempt?: (lab: Laboratory, chance: Chance) => Promise<Trial>;
}

export const isFound = ({ seen, missed = [] }: Trial): boolean => seen.length > 0 && missed.length === 0;

/** What each check says of one and the same change; all of them have to see it. */
export const allOf = (
  change: string,
  looks: readonly { check: Check; seen: string | undefined; else: string }[],
): Trial => ({
  change,
  seen: looks.flatMap(({ check, seen }) => (seen === undefined ? [] : [{ check, words: seen }])),
  missed: looks.flatMap(({ check, seen, else: words }) => (seen === undefined ? [{ check, words }] : [])),
});
