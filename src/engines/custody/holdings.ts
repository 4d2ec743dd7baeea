/**
 * Who holds each item of evidence, as signed acts say in log order.
 *
 * Pure. Memory: one entry an item. Source: bundle-format.md §8, "Who holds an item".
 * A gap is said and the act counts all the same: it was done, and what comes after goes on from it.
 */
import { type CustodyAct, nameOf } from './custody-act.ts';

interface Holding {
  /** As `nameOf` says; undefined where nobody is on record. */
  readonly holder: string | undefined;
  readonly isDisposed: boolean;
}

const MOVES: ReadonlySet<string> = new Set(['acquire', 'receive', 'transfer', 'release', 'dispose']);

export class Holdings {
  readonly #items = new Map<string, Holding>();
  /** Items that may not be given out or disposed of. */
  readonly #onHold = new Set<string>();

  /** What is wrong with an act after those before it, one sentence an item; nothing is changed. */
  gapsOf(act: CustodyAct): string[] {
    return act.items.flatMap(({ sha256 }) => {
      const gap = gapOf(act, this.#items.get(sha256), this.#onHold.has(sha256));
      return gap === undefined ? [] : [`${gap} (item ${sha256.slice(0, 12)}…)`];
    });
  }

  /** Takes an act in; @returns as `gapsOf` */
  take(act: CustodyAct): string[] {
    const gaps = this.gapsOf(act);
    if (MOVES.has(act.act)) {
      const holder = holderAfter(act);
      for (const { sha256 } of act.items) this.#items.set(sha256, { holder, isDisposed: act.act === 'dispose' });
    }
    if (act.act === 'hold') for (const { sha256 } of act.items) this.#onHold.add(sha256);
    if (act.act === 'unhold') for (const { sha256 } of act.items) this.#onHold.delete(sha256);
    return gaps;
  }

  holderOf(sha256: string): string | undefined {
    return this.#items.get(sha256)?.holder;
  }
}

const actorOf = ({ operatorId }: CustodyAct): string => nameOf({ operatorId });

function holderAfter(act: CustodyAct): string | undefined {
  if (act.act === 'dispose') return undefined;
  if (act.to !== undefined) return nameOf(act.to);
  return act.act === 'acquire' || act.act === 'receive' ? actorOf(act) : undefined;
}

function gapOf(act: CustodyAct, before: Holding | undefined, isOnHold: boolean): string | undefined {
  if (before?.isDisposed === true) return 'It was disposed of before';
  if (isOnHold && (act.act === 'release' || act.act === 'dispose')) return 'It is on hold, and no unhold is on record';
  switch (act.act) {
    case 'acquire':
      return before === undefined ? undefined : 'It was acquired or received before';
    case 'receive':
      if (before === undefined || before.holder === (act.from && nameOf(act.from))) return undefined;
      return `${before.holder ?? 'Nobody'} is on record as holding it, and not the one it is said to come from`;
    case 'transfer':
    case 'release':
    case 'dispose': {
      const giver = act.from === undefined ? actorOf(act) : nameOf(act.from);
      if (before === undefined) return 'Nobody is on record as having received it';
      if (before.holder !== giver) return `${before.holder ?? 'Nobody'} is on record as holding it, and not ${giver}`;
      return act.act !== 'dispose' && act.to === undefined ? 'It does not say to whom it was given' : undefined;
    }
    default:
      return before === undefined ? 'Nobody is on record as having received it' : undefined;
  }
}
