/** The register of exceptions across frameworks, with what was decided on each and a way to decide. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EXCEPTION_STATES, type ExceptionState } from '../../../shared/compliance-words.ts';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './compliance-view.module.css';
import { DecisionDialog } from './decision-dialog.tsx';
import { EventButtons, UnitText } from './exception-rows.tsx';

type Entry = OutputOf<'compliance.exceptions'>['exceptions'][number];
const words = text.compliance.exceptions;

export function ExceptionsPanel({ assessmentId, onSeq }: { assessmentId: string; onSeq: (seq: number) => void }) {
  const { handle, info } = useOpenCase();
  const [status, setStatus] = useState<ExceptionState | 'all'>('all');
  const [deciding, setDeciding] = useState<Entry>();
  const found = useQuery({
    queryKey: [handle, 'compliance', 'exceptions', assessmentId, status],
    queryFn: () => call('compliance.exceptions', { handle, assessmentId, ...(status === 'all' ? {} : { status }) }),
  });
  const { data } = found;
  const mayDecide = info.readOnlyReason === undefined && info.operator.role !== 'auditor';
  return (
    <section className={styles['panel']} aria-label={words.label}>
      <PanelHeader
        title={words.label}
        note={words.lead}
        actions={
          <SelectField
            label={words.filter}
            isInline
            value={status}
            onChange={setStatus}
            choices={[
              { id: 'all' as const, label: words.all },
              ...EXCEPTION_STATES.map((id) => ({
                id,
                label: data === undefined ? words.states[id] : `${words.states[id]} (${data.byStatus[id]})`,
              })),
            ]}
          />
        }
      />
      {found.error !== null && <ErrorBanner error={found.error} />}
      {found.isPending && <Skeleton lines={5} />}
      {data === undefined ? null : (
        <>
          {data.unsigned.length > 0 && <Banner tone="bad" title={words.unsigned(data.unsigned.length)} />}
          {data.unlisted > 0 && <Banner tone="info" title={words.unlisted(countText(data.unlisted))} />}
          <DataTable
            label={words.label}
            rows={data.exceptions}
            keyOf={({ exceptionId }) => exceptionId}
            empty={<EmptyState title={words.none} />}
            columns={[
              {
                id: 'severity',
                head: words.columns.severity,
                cell: ({ severity }) => <SeverityMark severity={severity} />,
              },
              { id: 'what', head: words.columns.what, isRowHead: true, cell: ({ description }) => description },
              { id: 'who', head: words.columns.who, cell: (one) => <UnitText exception={one} /> },
              { id: 'first', head: words.columns.first, cell: ({ firstTime }) => <TimeText timestamp={firstTime} /> },
              {
                id: 'touches',
                head: words.columns.touches,
                cell: ({ hits }) => hits.map(({ framework, requirement }) => `${framework} ${requirement}`).join(', '),
              },
              {
                id: 'events',
                head: text.compliance.facts.events,
                cell: (one) => <EventButtons exception={one} onSeq={onSeq} />,
              },
              { id: 'status', head: words.columns.status, cell: (one) => <Status entry={one} /> },
              {
                id: 'act',
                head: words.columns.act,
                cell: (one) => (
                  <Button
                    isDisabled={!mayDecide}
                    aria-label={words.decideOn(one.exceptionId)}
                    onPress={() => setDeciding(one)}
                  >
                    {words.decide}
                  </Button>
                ),
              },
            ]}
          />
          {data.exceptions.length < data.total && (
            <p className={styles['small']}>{words.shown(countText(data.exceptions.length), countText(data.total))}</p>
          )}
        </>
      )}
      {deciding === undefined ? null : (
        <DecisionDialog handle={handle} exceptionId={deciding.exceptionId} onClose={() => setDeciding(undefined)} />
      )}
    </section>
  );
}

function Status({ entry: { status, decision } }: { entry: Entry }) {
  const { until = '', acceptedBy = '', isExpired = false } = decision ?? {};
  if (isExpired) return <Badge tone="warn">{words.expired(until)}</Badge>;
  const says = status === 'accepted' ? words.acceptedUntil(until, acceptedBy) : words.states[status];
  return (
    <span title={decision?.reason}>
      <Badge tone={status === 'open' ? 'warn' : 'info'}>{says}</Badge>
    </span>
  );
}
