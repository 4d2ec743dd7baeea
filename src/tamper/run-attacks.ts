/**
 * Makes attacks, time after time with chance from one seed, and counts what was found.
 *
 * A round that fails because of the laboratory itself is a round in which nothing was found: it never counts as fine.
 */
import { chance } from '../verifier/testing/mutations.ts';
import { type Attack, isFound, type Sighting, type Trial } from './attack.ts';
import type { Laboratory } from './laboratory.ts';

export interface Row {
  readonly attack: Attack;
  readonly tried: number;
  readonly found: number;
  /** What saw it first, in each round. */
  readonly by: readonly Sighting[];
  /** The rounds in which it was not found: the seed, what was changed, what was said instead. */
  readonly unfound: readonly string[];
  readonly seconds: number;
}

/** Whether the row is as the threats demand. */
export const isAsDemanded = ({ attack, tried, found }: Row): boolean =>
  attack.byDesign !== undefined || (tried > 0 && found === tried);

/** Each attack has a row of numbers of its own: one that is left out changes nothing for the others. */
function seedOf(seed: number, { name, power }: Attack, round: number): number {
  let mixed = seed + round * 7919;
  for (const sign of `${power} ${name}`) mixed = (Math.imul(mixed, 31) + (sign.codePointAt(0) ?? 0)) | 0;
  return mixed;
}

export async function runAttack(lab: Laboratory, attack: Attack, times: number, seed: number): Promise<Row> {
  const started = performance.now();
  const by: Sighting[] = [];
  const unfound: string[] = [];
  let tried = 0;
  const { attempt } = attack;
  const rounds = attempt === undefined ? 0 : times;
  for (let round = 0; round < rounds; round++) {
    const roundSeed = seedOf(seed, attack, round);
    tried += 1;
    try {
      const trial = await (attempt as NonNullable<Attack['attempt']>)(lab, chance(roundSeed));
      if (isFound(trial)) by.push(...trial.seen);
      else unfound.push(`round ${round}: ${saidInstead(trial)}`);
    } catch (error) {
      unfound.push(`round ${round}: the laboratory failed: ${(error as Error).stack ?? String(error)}`);
    }
  }
  return { attack, tried, found: tried - unfound.length, by, unfound, seconds: (performance.now() - started) / 1000 };
}

function saidInstead({ change, missed = [] }: Trial): string {
  const said = missed.map(({ check, words }) => `${check}: ${words}`).join('; ');
  return [change, said === '' ? 'nobody said anything' : said].filter(Boolean).join(': ');
}
