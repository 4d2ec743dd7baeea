/**
 * The items of a case: what is known of each, what was done with it, and who had it from when to when.
 *
 * Pure. An item is what a `source` record names by its SHA-256, or a signed act. Source: bundle-format.md §8.
 */
import type { JsonValue } from '../event/audit-event.ts';
import { nameOf } from './custody-act.ts';
import type { ActFacts, LedgerRecord } from './custody-facts.ts';
import type { Holdings } from './holdings.ts';

export interface Holding {
  /** As `nameOf` says; undefined: nobody on record. */
  readonly holder: string | undefined;
  /** The act that began it, and the one that ended it; absent: it goes on. */
  readonly since: ActFacts;
  readonly until?: ActFacts;
}

/** How the bytes came into the case. */
export interface SourceFacts {
  readonly record: LedgerRecord;
  readonly path: string;
  readonly location: string;
  readonly sizeBytes: number | undefined;
  readonly mtime: string;
  readonly md5: string;
  readonly sha1: string;
  readonly isKept: boolean;
}

export interface ItemFacts {
  /** 1, 2, ... in the order in which the log names them. */
  readonly number: number;
  readonly sha256: string;
  /** Every name that a record gives it, once. */
  readonly names: readonly string[];
  readonly sources: readonly SourceFacts[];
  readonly acts: readonly ActFacts[];
  readonly holdings: readonly Holding[];
}

interface Item {
  names: Set<string>;
  sources: SourceFacts[];
  acts: ActFacts[];
  holdings: { holder: string | undefined; since: ActFacts; until?: ActFacts }[];
}

export class ItemBook {
  readonly #items = new Map<string, Item>();

  addSource(record: LedgerRecord): void {
    const { sha256, path, location, sizeBytes, mtime, md5, sha1, original } = record.body;
    if (typeof sha256 !== 'string') return;
    const item = this.#item(sha256);
    if (typeof path === 'string') item.names.add(path);
    item.sources.push({
      record,
      path: text(path),
      location: text(location),
      sizeBytes: typeof sizeBytes === 'number' ? sizeBytes : undefined,
      mtime: text(mtime),
      md5: text(md5),
      sha1: text(sha1),
      isKept: original === 'kept',
    });
  }

  /** @param holdings after the act */
  addAct(facts: ActFacts, holdings: Holdings): void {
    for (const { sha256, name } of facts.act?.items ?? []) {
      const item = this.#item(sha256);
      if (name !== undefined) item.names.add(name);
      item.acts.push(facts);
      const holding = holdings.stateOf(sha256)?.holder;
      const holder = holding === undefined ? undefined : nameOf(holding);
      const last = item.holdings.at(-1);
      if (last !== undefined && last.holder === holder) continue;
      if (last === undefined && holder === undefined) continue;
      if (last !== undefined) last.until = facts;
      item.holdings.push({ holder, since: facts });
    }
  }

  items(): ItemFacts[] {
    return [...this.#items].map(([sha256, { names, ...item }], index) => ({
      number: index + 1,
      sha256,
      names: [...names],
      ...item,
    }));
  }

  #item(sha256: string): Item {
    const known = this.#items.get(sha256);
    if (known !== undefined) return known;
    const item: Item = { names: new Set(), sources: [], acts: [], holdings: [] };
    this.#items.set(sha256, item);
    return item;
  }
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
