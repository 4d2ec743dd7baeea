/**
 * The ledger as pages: all shown records, whole sentences, a head that says of which case and what was left out.
 *
 * It stands beside the window's own root and only shows on paper (theme/print.css); it goes when printing has ended.
 */
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import type { LedgerEntry, LedgerFilter } from './ledger.ts';
import { kindText } from './ledger-filters.tsx';
import styles from './printed-ledger.module.css';

const words = text.custody;

interface PrintedLedgerProps {
  entries: readonly LedgerEntry[];
  filter: LedgerFilter;
  onEnd: () => void;
}

export function PrintedLedger({ entries, filter, onEnd }: PrintedLedgerProps) {
  const { info } = useOpenCase();
  useEffect(() => {
    window.addEventListener('afterprint', onEnd);
    window.print();
    return () => window.removeEventListener('afterprint', onEnd);
  }, [onEnd]);
  const { seq, at, who, kind, what } = words.columns;
  return createPortal(
    <div className={styles['paper']} data-print="true">
      <h1>{visibleText(words.printed.title(info.name))}</h1>
      <p>{words.printed.facts(info.caseId, info.fingerprint)}</p>
      <p>{words.printed.shown(filterText(filter), words.shown(entries.length, entries.length))}</p>
      <table>
        <thead>
          <tr>
            {[seq, at, who, kind, what].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(({ record, who: actor, sentence, mark }) => (
            <tr key={record.seq}>
              <td>{record.seq}</td>
              <td>{record.at}</td>
              <td>{visibleText(actor)}</td>
              <td>{kindText(record.kind)}</td>
              <td>
                {mark === undefined ? null : <strong>{`${words.marks[mark]}: `}</strong>}
                <bdi>{visibleText(sentence)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{words.printed.escaped}</p>
    </div>,
    document.body,
  );
}

function filterText({ kind, who, find }: LedgerFilter): string {
  const { filters } = words;
  return [
    kind === 'acts' ? filters.acts : kind === 'all' ? filters.all : kindText(kind),
    ...(who === undefined ? [] : [who === '-' ? filters.nobody : visibleText(who)]),
    ...(find === '' ? [] : [`"${visibleText(find)}"`]),
  ].join(', ');
}
