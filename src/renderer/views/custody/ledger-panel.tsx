/** The ledger with its filters, and the record that was chosen in it. */
import { useMemo, useState } from 'react';
import type { CustodyRecord } from '../../../shared/describe-record.ts';
import { text } from '../../i18n/text.ts';
import { useActDraft } from '../../stores/act-draft.store.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useCustody } from '../../stores/custody.store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { type Pane, SplitPanes } from '../../ui/split-panes.tsx';
import { RecordPanel } from '../record/record-panel.tsx';
import styles from './custody-view.module.css';
import { gapsOf, isShown, ledgerEntries, type LedgerFilter, ledgerRows } from './ledger.ts';
import { LedgerFilters } from './ledger-filters.tsx';
import { LedgerList } from './ledger-list.tsx';
import { SignedBy } from './signed-by.tsx';

const words = text.custody;
const NO_FILTER: LedgerFilter = { kind: 'acts', who: undefined, find: '' };

export function LedgerPanel({ records }: { records: readonly CustodyRecord[] }) {
  const { handle, info } = useOpenCase();
  const [filter, setFilter] = useState(NO_FILTER);
  const [isNewestFirst, setNewestFirst] = useState(true);
  const recordedSeq = useActDraft((state) => state.recordedSeq);
  const [seq, setSeq] = useState(recordedSeq);
  const [shownSeq, setShownSeq] = useState(recordedSeq);
  if (recordedSeq !== shownSeq) {
    setShownSeq(recordedSeq);
    setSeq(recordedSeq);
    setFilter(NO_FILTER);
  }
  const changedSeqs = useCustody((state) => state.changedSeqs);
  const entries = useMemo(
    () => ledgerEntries(records, info.fingerprint, changedSeqs),
    [records, info.fingerprint, changedSeqs],
  );
  const gaps = useMemo(() => gapsOf(records), [records]);
  const shown = useMemo(() => entries.filter((entry) => isShown(entry, filter)), [entries, filter]);
  const rows = useMemo(() => ledgerRows(shown, gaps, { isNewestFirst }), [shown, gaps, isNewestFirst]);
  const chosen = entries.find((entry) => entry.record.seq === seq);

  const list =
    records.length > 0 && shown.length === 0 ? (
      <EmptyState title={words.none}>{words.noneHint}</EmptyState>
    ) : (
      <LedgerList rows={rows} seq={seq} onSeq={setSeq} />
    );
  const panes: Pane[] = [{ id: 'list', label: words.list, minSize: '20rem', content: list }];
  if (seq !== undefined) {
    panes.push({
      id: 'record',
      label: words.columns.seq,
      defaultSize: '42%',
      minSize: '20rem',
      content: (
        <div className={styles['detail']}>
          <RecordPanel handle={handle} seq={seq} recordCount={info.recordCount} onSeq={setSeq}>
            {chosen === undefined ? null : (
              <>
                <p className={styles['sentence']}>
                  <EvidenceText raw={chosen.sentence} />
                </p>
                {chosen.record.body['envelope'] === undefined ? null : <SignedBy seq={chosen.record.seq} />}
              </>
            )}
          </RecordPanel>
        </div>
      ),
    });
  }
  return (
    <div className={styles['ledger']}>
      <LedgerFilters
        entries={entries}
        shown={shown}
        filter={filter}
        onFilter={setFilter}
        isNewestFirst={isNewestFirst}
        onNewestFirst={setNewestFirst}
      />
      <div className={styles['panes']}>
        <SplitPanes id="custody" direction="row" panes={panes} />
      </div>
    </div>
  );
}
