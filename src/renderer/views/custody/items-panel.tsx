/** Items of evidence at the left, with who holds each; the chain of the chosen one at the right. */
import { useMemo, useState } from 'react';
import type { CustodyRecord } from '../../../shared/describe-record.ts';
import { shortHash } from '../../format/hash-text.ts';
import { shownText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { type LedgerItem, useLedgerItems, useOperators } from '../../stores/custody-ledger.ts';
import { Badge } from '../../ui/badge.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import styles from './custody-view.module.css';
import { type EvidenceItem, evidenceItems } from './evidence-items.ts';
import { HolderChain } from './holder-chain.tsx';
import { ItemChain } from './item-chain.tsx';
import chain from './item-chain.module.css';
import { partyText } from './party-text.ts';

const words = text.custody.items;
const PATH_CHARS = 200;

interface Row {
  key: string;
  label: string;
  name: string;
  /** Undefined: no signed act names it. */
  state: LedgerItem | undefined;
  /** Undefined: it is no source of the case. */
  source: EvidenceItem | undefined;
}

export function ItemsPanel({ records }: { records: readonly CustodyRecord[] }) {
  const { items, error } = useLedgerItems();
  const rows = useMemo(() => rowsOf(records, items ?? []), [records, items]);
  const [chosen, setChosen] = useState<string>();
  const row = rows.find(({ key }) => key === chosen) ?? rows[0];
  if (row === undefined) return <EmptyState title={words.none}>{words.noneHint}</EmptyState>;
  return (
    <div className={styles['items']}>
      <nav aria-label={words.list} className={styles['itemList']}>
        {error === null ? null : <ErrorBanner error={error} />}
        <ul>
          {rows.map((each) => (
            <li key={each.key}>
              <button
                type="button"
                className={styles['item']}
                aria-current={each === row}
                onClick={() => setChosen(each.key)}
              >
                <span className={styles['itemId']}>{each.label}</span>
                <span>
                  <bdi>{shownText(each.name, PATH_CHARS).shown}</bdi>
                  <ItemState state={each.state} isKnown={items !== undefined} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {row.source === undefined ? (
        <NamedItem key={row.key} sha256={row.key} name={row.name} />
      ) : (
        <ItemChain key={row.key} item={row.source} />
      )}
    </div>
  );
}

function rowsOf(records: readonly CustodyRecord[], items: readonly LedgerItem[]): Row[] {
  const byHash = new Map(items.map((item) => [item.sha256, item]));
  const sources = evidenceItems(records).map((source): Row => {
    const { sha256, path } = source.source.body;
    const state = typeof sha256 === 'string' ? byHash.get(sha256) : undefined;
    return { key: source.id, label: source.id, name: String(path ?? ''), state, source };
  });
  const known = new Set(sources.map(({ source }) => source?.source.body['sha256']));
  const named = items
    .filter(({ sha256 }) => !known.has(sha256))
    .map((state): Row => {
      const { sha256, name } = state;
      return { key: sha256, label: shortHash(sha256).slice(0, HASH_CHARS), name: name ?? '', state, source: undefined };
    });
  return [...sources, ...named];
}

const HASH_CHARS = 6;

function ItemState({ state, isKnown }: { state: LedgerItem | undefined; isKnown: boolean }) {
  const operators = useOperators();
  const acts = text.custodyActs;
  if (!isKnown) return null;
  const who = state === undefined ? acts.items.notHeld : acts.items.heldBy(partyText(state.holder, operators));
  return (
    <span className={styles['itemState']}>
      {state?.isDisposed === true ? acts.items.disposed : who}
      {state?.isOnHold === true ? <Badge tone="warn">{acts.items.onHold}</Badge> : null}
      {state !== undefined && state.gapCount > 0 ? <Badge tone="bad">{acts.chain.gaps(state.gapCount)}</Badge> : null}
    </span>
  );
}

function NamedItem({ sha256, name }: { sha256: string; name: string }) {
  return (
    <article className={chain['chain']}>
      <PanelHeader title={words.named} />
      <p className={chain['path']}>
        <EvidenceText raw={name} />
      </p>
      <HashText hash={sha256} what={words.sha256} isFull />
      <p className={chain['faint']}>{words.namedHint}</p>
      <HolderChain sha256={sha256} name={name} />
    </article>
  );
}
