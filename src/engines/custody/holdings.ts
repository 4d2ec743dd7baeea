/**
 * Who holds each item of evidence, as signed acts say in log order.
 *
 * Pure. Memory: one entry an item. Source: bundle-format.md §8, "Who holds an item".
 * A gap is said and the act counts all the same: it was done, and what comes after goes on from it.
 */
import { type CustodyAct, nameOf, type Party } from './custody-act.ts';

interface Holding {
  /** Undefined where nobody is on record. */
  readonly holder: Party | undefined;
  readonly isDisposed: boolean;
  /** Time of the act that made it so. */
  readonly since: string;
}

export interface ItemState extends Holding {
  readonly isOnHold: boolean;
}

export interface ItemGap {
  readonly sha256: string;
  /** One sentence, without a trailing full stop. */
  readonly gap: string;
}

const MOVES: ReadonlySet<string> = new Set(['acquire', 'receive', 'transfer', 'release', 'dispose']);

export class Holdings {
  readonly #items = new Map<string, Holding>();
  /** Items that may not be given out or disposed of. */
  readonly #onHold = new Set<string>();

  /** What is wrong with an act after those before it, one sentence an item; nothing is changed. */
  gapsOf(act: CustodyAct): ItemGap[] {
    return act.items.flatMap(({ sha256 }) => {
      const gap = gapOf(act, this.#items.get(sha256), this.#onHold.has(sha256));
      return gap === undefined ? [] : [{ sha256, gap }];
    });
  }

  /** Takes an act in; @returns as `gapsOf` */
  take(act: CustodyAct): ItemGap[] {
    const gaps = this.gapsOf(act);
    if (MOVES.has(act.act)) {
      const after = { holder: holderAfter(act), isDisposed: act.act === 'dispose', since: act.at };
      for (const { sha256 } of act.items) this.#items.set(sha256, after);
    }
    if (act.act === 'hold') for (const { sha256 } of act.items) this.#onHold.add(sha256);
    if (act.act === 'unhold') for (const { sha256 } of act.items) this.#onHold.delete(sha256);
    return gaps;
  }

  /** Undefined where nobody is on record as having received it. */
  stateOf(sha256: string): ItemState | undefined {
    const holding = this.#items.get(sha256);
    return holding === undefined ? undefined : { ...holding, isOnHold: this.#onHold.has(sha256) };
  }

  /** Where it is in a sentence: which item a gap is about. */
  static spell({ sha256, gap }: ItemGap): string {
    return `${gap} (item ${sha256.slice(0, 12)}…)`;
  }
}

const actorOf = ({ operatorId }: CustodyAct): Party => ({ operatorId });
const nameOrNobody = (party: Party | undefined): string => (party === undefined ? 'Nobody' : nameOf(party));
const isSame = (a: Party | undefined, b: Party | undefined): boolean =>
  a === undefined || b === undefined ? a === b : nameOf(a) === nameOf(b);

function holderAfter(act: CustodyAct): Party | undefined {
  if (act.act === 'dispose') return undefined;
  if (act.to !== undefined) return act.to;
  return act.act === 'acquire' || act.act === 'receive' ? actorOf(act) : undefined;
}

function gapOf(act: CustodyAct, before: Holding | undefined, isOnHold: boolean): string | undefined {
  if (before?.isDisposed === true) return 'It was disposed of before';
  if (isOnHold && (act.act === 'release' || act.act === 'dispose')) return 'It is on hold, and no unhold is on record';
  switch (act.act) {
    case 'acquire':
      return before === undefined ? undefined : 'It was acquired or received before';
    case 'receive':
      if (before === undefined || isSame(before.holder, act.from)) return undefined;
      return `${nameOrNobody(before.holder)} is on record as holding it, and not the one it is said to come from`;
    case 'transfer':
    case 'release':
    case 'dispose': {
      const giver = act.from ?? actorOf(act);
      if (before === undefined) return 'Nobody is on record as having received it';
      if (!isSame(before.holder, giver)) {
        return `${nameOrNobody(before.holder)} is on record as holding it, and not ${nameOf(giver)}`;
      }
      return act.act !== 'dispose' && act.to === undefined ? 'It does not say to whom it was given' : undefined;
    }
    default:
      return before === undefined ? 'Nobody is on record as having received it' : undefined;
  }
}
