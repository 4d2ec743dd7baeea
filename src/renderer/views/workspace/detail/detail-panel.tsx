/**
 * The event with the cursor: its head and its parts.
 *
 * Raw, source, proof and history hold for a record that can not be read as an event, too: that is when they matter most.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { MousePointerClick } from 'lucide-react';
import { useState } from 'react';
import { call } from '../../../api/host.ts';
import { text } from '../../../i18n/text.ts';
import { useOpenCase } from '../../../stores/case.store.ts';
import { useNote } from '../../../stores/notes.store.ts';
import { useWorkspace } from '../../../stores/workspace.store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { type TabItem, Tabs } from '../../../ui/tabs.tsx';
import { useReveal } from '../grid/reveal.store.ts';
import { CitedBanner } from './cited-banner.tsx';
import styles from './detail-panel.module.css';
import { EventHead } from './event-head.tsx';
import { FieldsTab } from './fields-tab.tsx';
import { HistoryTab } from './history-tab.tsx';
import { ProofTab } from './proof-tab.tsx';
import { RawTab } from './raw-tab.tsx';
import { SourceTab } from './source-tab.tsx';

type TabId = 'fields' | 'raw' | 'source' | 'proof' | 'history';

const words = text.detail;

export function DetailPanel() {
  const seq = useWorkspace((state) => state.focusedSeq);
  return (
    <section className={styles.panel} aria-label={words.label}>
      {seq === null ? (
        <EmptyState icon={<MousePointerClick size={28} />} title={words.none}>
          {words.noneHint}
        </EmptyState>
      ) : (
        <EventDetail seq={seq} />
      )}
    </section>
  );
}

function EventDetail({ seq }: { seq: number }) {
  const { handle, info } = useOpenCase();
  const [tab, setTab] = useState<TabId>('fields');
  const isAbsent = useReveal(({ absent }) => absent === seq);
  const commentCount = useNote(seq)?.comments.length ?? 0;
  const answer = useQuery({
    queryKey: [handle, 'event.get', seq],
    queryFn: () => call('event.get', { handle, seq }),
    placeholderData: keepPreviousData,
  });
  // What stands here while the next event is read must not be taken for it.
  const isThis = answer.data?.seq === seq;
  const event = isThis ? answer.data : undefined;
  const fields =
    answer.error !== null ? (
      <ErrorBanner error={answer.error} onRetry={() => void answer.refetch()} />
    ) : event === undefined ? (
      <Skeleton lines={10} />
    ) : (
      <FieldsTab event={event} caseId={info.caseId} />
    );
  const tabs: TabItem<TabId>[] = [
    { id: 'fields', label: words.tabs.fields, content: fields },
    { id: 'raw', label: words.tabs.raw, content: <RawTab handle={handle} seq={seq} /> },
    {
      id: 'source',
      label: words.tabs.source,
      content: <SourceTab handle={handle} seq={seq} logSize={info.headSize} />,
    },
    {
      id: 'proof',
      label: words.tabs.proof,
      content: <ProofTab key={seq} handle={handle} caseId={info.caseId} seq={seq} event={event} />,
    },
    {
      id: 'history',
      label: words.tabs.history,
      ...(commentCount > 0 ? { note: <Badge>{String(commentCount)}</Badge> } : {}),
      content: <HistoryTab handle={handle} seq={seq} />,
    },
  ];
  return (
    <>
      <EventHead
        handle={handle}
        seq={seq}
        event={event ?? (answer.error === null ? answer.data : undefined)}
        isStale={!isThis}
      />
      {(isThis || answer.error !== null) && <CitedBanner seq={seq} hash={event?.integrity.hash} />}
      {isAbsent && (
        <p className={styles.absent} role="status">
          {words.notInResult}
        </p>
      )}
      <div className={styles.tabs}>
        <Tabs label={words.tabs.label} tabs={tabs} selected={tab} onSelect={setTab} />
      </div>
    </>
  );
}
