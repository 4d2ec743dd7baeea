/**
 * What the contract tells of a ledger: its items page by page, the chain of one item, one act under its signatures.
 *
 * Errors: CONTRACT_BAD_INPUT (a cursor or record that is none of this ledger).
 */
import { Holdings } from '../../engines/custody/holdings.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { CaseLedger, RecordedAct } from './case-ledger.ts';

type ItemPage = OutputOf<'custody.items'>;
type Item = ItemPage['items'][number];

const DEFAULT_LIMIT = 1000;

export function itemPage(
  ledger: CaseLedger,
  { after, limit = DEFAULT_LIMIT }: { after?: string; limit?: number },
): ItemPage {
  const known = [...ledger.items.keys()];
  const start = after === undefined ? 0 : known.indexOf(after) + 1;
  if (after !== undefined && start === 0) throw new AppError('CONTRACT_BAD_INPUT', 'after: no item of this ledger');
  const page = known.slice(start, start + limit);
  const isLast = start + limit >= known.length;
  return { items: page.map((sha256) => itemOf(ledger, sha256)), next: isLast ? null : (page.at(-1) ?? null) };
}

function itemOf(ledger: CaseLedger, sha256: string): Item {
  const { name = null, acts = [], gapCount = 0 } = ledger.items.get(sha256) ?? {};
  const state = ledger.stateOf(sha256);
  const [first, last] = [acts[0], acts.at(-1)].map((place) =>
    place === undefined ? null : (ledger.acts[place]?.recordSeq ?? null),
  );
  return {
    sha256,
    name,
    holder: state?.holder ?? null,
    since: state?.since ?? null,
    isOnHold: state?.isOnHold ?? false,
    isDisposed: state?.isDisposed ?? false,
    actCount: acts.length,
    gapCount,
    firstSeq: first ?? null,
    lastSeq: last ?? null,
  };
}

/** An item that no act names yet has an empty chain. */
export function itemChain(ledger: CaseLedger, sha256: string): OutputOf<'custody.chain'> {
  // The acts on this item again, alone: who held it after each of them.
  const holdings = new Holdings();
  return {
    item: itemOf(ledger, sha256),
    acts: ledger.actsOn(sha256).map((recorded) => {
      const { recordSeq, recordedAt, act, signedBy, gaps } = recorded;
      if (act === undefined) throw new AppError('INTERNAL', 'A record without an act names no item');
      const { items, log, ...said } = act;
      void log;
      holdings.take({ ...act, items: items.filter((item) => item.sha256 === sha256) });
      const state = holdings.stateOf(sha256);
      return {
        recordSeq,
        recordedAt,
        ...said,
        itemCount: items.length,
        signedBy: [...signedBy],
        gaps: gaps.flatMap((each) => (each.sha256 === sha256 ? [each.gap] : [])),
        problems: problemsOf(recorded, 'custody-unsigned'),
        holder: state?.holder ?? null,
        isOnHold: state?.isOnHold ?? false,
      };
    }),
  };
}

export function oneAct(ledger: CaseLedger, seq: number): OutputOf<'custody.act'> {
  const recorded = ledger.acts.find(({ recordSeq }) => recordSeq === seq);
  if (recorded === undefined) throw new AppError('CONTRACT_BAD_INPUT', `seq: record ${seq} is no custody record`);
  const { recordedAt, act, signedBy, body } = recorded;
  return {
    recordSeq: seq,
    recordedAt,
    act: act === undefined ? null : (act as unknown as JsonObject),
    signedBy: [...signedBy],
    problems: problemsOf(recorded),
    envelope: body['envelope'] ?? null,
  };
}

const problemsOf = ({ findings }: RecordedAct, kind?: string): string[] =>
  findings.filter((each) => kind === undefined || each.kind === kind).map(({ message }) => message);
