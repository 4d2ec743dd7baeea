/** Items that an act can be about: the sources of the case and what signed acts name, each with who holds it now. Pure. */
import type { CustodyRecord } from '../../../../shared/describe-record.ts';
import type { LedgerItem } from '../../../stores/custody-ledger.ts';
import { evidenceItems } from '../evidence-items.ts';

export interface KnownItem {
  sha256: string;
  /** `E-001` where it is a source. */
  id: string | null;
  name: string | null;
  /** Undefined: no act names it yet. */
  state: LedgerItem | undefined;
}

/** Sources first, in the order of their numbers; the same bytes are one item. */
export function knownItems(records: readonly CustodyRecord[], ledger: readonly LedgerItem[]): KnownItem[] {
  const byHash = new Map(ledger.map((item) => [item.sha256, item]));
  const known = new Map<string, KnownItem>();
  for (const { id, source } of evidenceItems(records)) {
    const { sha256, path } = source.body;
    if (typeof sha256 !== 'string' || known.has(sha256)) continue;
    known.set(sha256, { sha256, id, name: typeof path === 'string' ? path : null, state: byHash.get(sha256) });
  }
  for (const state of ledger) {
    const { sha256, name } = state;
    if (!known.has(sha256)) known.set(sha256, { sha256, id: null, name, state });
  }
  return [...known.values()];
}
