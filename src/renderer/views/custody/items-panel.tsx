/** Items of evidence at the left, the chain of the chosen one at the right. */
import { useMemo, useState } from 'react';
import type { CustodyRecord } from '../../../shared/describe-record.ts';
import { shownText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import styles from './custody-view.module.css';
import { evidenceItems } from './evidence-items.ts';
import { ItemChain } from './item-chain.tsx';

const words = text.custody.items;
const PATH_CHARS = 200;

export function ItemsPanel({ records }: { records: readonly CustodyRecord[] }) {
  const items = useMemo(() => evidenceItems(records), [records]);
  const [chosen, setChosen] = useState<number>();
  const item = items.find(({ source }) => source.seq === chosen) ?? items[0];
  if (item === undefined) return <EmptyState title={words.none}>{words.noneHint}</EmptyState>;
  return (
    <div className={styles['items']}>
      <nav aria-label={words.list} className={styles['itemList']}>
        <ul>
          {items.map(({ id, source }) => (
            <li key={source.seq}>
              <button
                type="button"
                className={styles['item']}
                aria-current={source === item.source}
                onClick={() => setChosen(source.seq)}
              >
                <span className={styles['itemId']}>{id}</span>
                <bdi>{shownText(String(source.body['path'] ?? ''), PATH_CHARS).shown}</bdi>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <ItemChain key={item.source.seq} item={item} />
    </div>
  );
}
