/**
 * Compliance of the case: run an assessment, and see what the logs show of each framework, what they do not, and why.
 *
 * Every number stands with what it leaves out; every exception leads to its events and their proofs.
 */
import { useQuery } from '@tanstack/react-query';
import { ClipboardList } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useCompliance } from '../../stores/compliance.store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { RecordPanel } from '../record/record-panel.tsx';
import { AssessForm } from './assess-form.tsx';
import styles from './compliance-view.module.css';
import { EvidenceMap } from './evidence-map.tsx';
import { ExceptionsPanel } from './exceptions-panel.tsx';
import { FrameworksPanel } from './frameworks-panel.tsx';
import { InputsPanel } from './inputs-panel.tsx';
import { RunsPanel } from './runs-panel.tsx';

const words = text.compliance;
export type Assessment = OutputOf<'compliance.assessment'>;
type TabId = keyof typeof words.tabs;

export function ComplianceView() {
  const { handle, info } = useOpenCase();
  const chosen = useCompliance((state) => (state.handle === handle ? state.assessmentId : undefined));
  const [tab, setTab] = useState<TabId>('frameworks');
  const [seq, setSeq] = useState<number>();
  const runs = useQuery({
    queryKey: [handle, 'compliance', 'assessments'],
    queryFn: () => call('compliance.assessments', { handle }),
  });
  const hasAny = (runs.data?.length ?? 0) > 0;
  const assessment = useQuery({
    queryKey: [handle, 'compliance', 'assessment', chosen ?? runs.data?.[0]?.assessmentId],
    queryFn: () => call('compliance.assessment', { handle, ...(chosen === undefined ? {} : { assessmentId: chosen }) }),
    enabled: hasAny,
  });
  const nothing = (
    <EmptyState icon={<ClipboardList size={28} />} title={words.none}>
      {words.noneHint}
    </EmptyState>
  );
  const { data } = assessment;
  const shown = (content: (found: Assessment) => ReactNode): ReactNode => {
    if (data !== undefined) return content(data);
    return runs.isPending || assessment.isLoading ? <Skeleton lines={6} /> : nothing;
  };
  return (
    <div className={styles['view']}>
      <PanelHeader level={1} title={words.title} note={words.lead} />
      <AssessForm hasAny={hasAny} />
      {runs.error !== null && <ErrorBanner error={runs.error} />}
      {assessment.error !== null && <ErrorBanner error={assessment.error} />}
      {data === undefined ? null : <Facts assessment={data} />}
      <Tabs
        label={words.title}
        selected={tab}
        onSelect={setTab}
        tabs={[
          {
            id: 'frameworks',
            label: words.tabs.frameworks,
            content: shown((found) => <FrameworksPanel assessment={found} onSeq={setSeq} />),
          },
          {
            id: 'exceptions',
            label: words.tabs.exceptions,
            content: shown((found) => <ExceptionsPanel assessmentId={found.summary.assessmentId} onSeq={setSeq} />),
          },
          { id: 'evidence', label: words.tabs.evidence, content: shown((found) => <EvidenceMap assessment={found} />) },
          { id: 'inputs', label: words.tabs.inputs, content: <InputsPanel /> },
          {
            id: 'runs',
            label: words.tabs.runs,
            content: shown((found) => <RunsPanel runs={runs.data ?? []} shownId={found.summary.assessmentId} />),
          },
        ]}
      />
      {seq === undefined ? null : (
        <section className={styles['record']}>
          <RecordPanel
            handle={handle}
            seq={seq}
            recordCount={info.recordCount}
            onSeq={setSeq}
            onClose={() => setSeq(undefined)}
          />
        </section>
      )}
    </div>
  );
}

function Facts({ assessment: { summary, counts } }: { assessment: Assessment }) {
  const { facts } = words;
  return (
    <KeyValues
      pairs={[
        {
          name: facts.period,
          value: (
            <>
              <TimeText timestamp={summary.period.from} /> {facts.until} <TimeText timestamp={summary.period.to} />
            </>
          ),
        },
        { name: facts.events, value: facts.of(countText(counts.inPeriod), countText(counts.events)) },
        { name: facts.integrity, value: facts[summary.integrity] },
        {
          name: facts.tables,
          value: summary.inputs.length === 0 ? facts.none : summary.inputs.map(({ table }) => table).join(', '),
        },
      ]}
    />
  );
}
