/**
 * A change of a case, made on a fresh copy and then looked at by everybody who looks at cases.
 *
 * Where the kind of a finding, or the record it must name, is known beforehand, a finding of something else is no sighting.
 */
import type { Finding } from '../shared/verdict.ts';
import type { TestCase } from '../test/helpers/temporary-case.ts';
import type { Attack, Chance, Power, Sighting, Trial } from './attack.ts';
import { readingCheck, unlockCheck, verifyCheck } from './case-checks.ts';
import { CaseHands } from './case-hands.ts';
import type { GroundName, Laboratory } from './laboratory.ts';

/** A copy of an intact case, and where the intact one and its owner's other things lie. */
export interface Target extends TestCase {
  readonly original: string;
  readonly chance: Chance;
}

/** What was done: the record that must be named, words for it, or nothing to add. */
export type Done = number | string | undefined;

export interface CaseChange {
  readonly name: string;
  readonly apply: (target: Target) => Done | Promise<Done>;
  /** One of these must be found, for the record that is named where there is one. Absent: anything said will do. */
  readonly kinds?: readonly string[];
  /** The quickest check that must find it. */
  readonly mode?: 'fast' | 'strict';
  readonly ground?: GroundName;
  readonly threat?: string;
  readonly byDesign?: string;
  /** Whether the changed record is asked for as well: it must be refused, never shown as good. */
  readonly isRead?: boolean;
}

/** Findings of the kinds that a change must be found by, for the record where there is one. */
export const namedIn = ({ kinds = [] }: CaseChange, findings: readonly Finding[], done: Done): Finding[] =>
  findings.filter(({ kind, seq }) => kinds.includes(kind) && (typeof done !== 'number' || seq === done));

export const attackOf = (change: CaseChange, power: Power, threat: string): Attack => ({
  name: change.name,
  power,
  threat: change.threat ?? threat,
  ...(change.byDesign === undefined ? {} : { byDesign: change.byDesign }),
  attempt: (lab, chance) => attempt(change, lab, chance),
});

async function attempt(change: CaseChange, lab: Laboratory, chance: Chance): Promise<Trial> {
  const intact = await lab.ground(change.ground ?? 'records');
  const target: Target = { ...intact, dir: lab.copyOf(intact.dir), original: intact.dir, chance };
  const done = await change.apply(target);
  const seen: Sighting[] = [];
  const missed: Sighting[] = [];
  const { report, sighting } = await verifyCheck(target);
  const [named] = report === undefined ? [] : namedIn(change, report.findings, done);
  if (named !== undefined) seen.push({ check: 'strict verify', words: named.message });
  else if (sighting !== undefined && (report === undefined || change.kinds === undefined)) seen.push(sighting);
  else if (change.kinds !== undefined && change.byDesign === undefined) {
    const found = report?.findings.map(({ kind }) => kind).join(', ') ?? '';
    missed.push({ check: 'strict verify', words: `not ${change.kinds.join(' or ')}, but: ${found || 'nothing'}` });
  }
  const unlocked = await unlockCheck(target);
  if (unlocked !== undefined) seen.push(unlocked);
  if (change.isRead === true && typeof done === 'number') {
    const read = await readingCheck(target.dir, done);
    if ('line' in read) missed.push({ check: 'reading', words: `record ${done} was shown as good` });
    else seen.push(read);
  }
  return { change: typeof done === 'number' ? `record ${done}` : (done ?? ''), seen, missed };
}

/** A change made in the case database, with its key. */
export const inDatabase =
  (run: (hands: CaseHands, target: Target) => Done): CaseChange['apply'] =>
  (target) => {
    const hands = new CaseHands(target, target.chance);
    try {
      return run(hands, target);
    } finally {
      hands.close();
    }
  };
