/**
 * The check of the whole case: run it, and see what it found, where, and what that proves.
 *
 * A report stays when the view is left. What it says is about the log as it was then; what came after is said beside it.
 */
import { ShieldQuestionMark } from 'lucide-react';
import { useState } from 'react';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { type KeptReport, useVerification } from '../../stores/verification.store.ts';
import { useMarkStatus } from '../../stores/mark-status.ts';
import { useVerificationTab } from '../../stores/verification-tab.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { BundleReport } from '../opened-bundle/bundle-report.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { RecordPanel } from '../record/record-panel.tsx';
import { BlockStrip } from './block-strip.tsx';
import { CaseSummary } from './case-summary.tsx';
import { CheckList } from './check-list.tsx';
import { EarlierChecks } from './earlier-checks.tsx';
import { FindingsTable } from './findings-table.tsx';
import { MarksSection } from './marks/marks-section.tsx';
import { ProofSection } from './proof-section.tsx';
import { ResultHeader } from './result-header.tsx';
import { RunForm } from './run-form.tsx';
import { TextList } from './text-list.tsx';
import styles from './verification-view.module.css';

const words = text.verification;

export function VerificationView() {
  const { info } = useOpenCase();
  return info.bundle === undefined ? <CaseVerification /> : <BundleReport bundle={info.bundle} />;
}

function CaseVerification() {
  const { tab, setTab } = useVerificationTab();
  const { data: marks } = useMarkStatus();
  return (
    <div className={styles['view']}>
      <PanelHeader level={1} title={words.title} note={words.lead} />
      <CaseSummary />
      <Tabs
        label={words.tabsLabel}
        selected={tab}
        onSelect={setTab}
        tabs={[
          { id: 'check', label: words.tabs.check, content: <Check /> },
          {
            id: 'marks',
            label: words.tabs.marks,
            note: marks === undefined ? null : <Badge>{countText(marks.marks.length)}</Badge>,
            content: (
              <div className={styles['part']}>
                <MarksSection />
              </div>
            ),
          },
        ]}
      />
    </div>
  );
}

function Check() {
  const { handle } = useOpenCase();
  const kept = useVerification((state) => state.reports.find((report) => report.handle === handle));
  return (
    <div className={styles['part']}>
      <RunForm hasReport={kept !== undefined} />
      {kept === undefined ? (
        <EmptyState icon={<ShieldQuestionMark size={28} />} title={words.none}>
          {words.noneHint}
        </EmptyState>
      ) : (
        <Report key={kept.finishedAt} kept={kept} />
      )}
      <EarlierChecks />
    </div>
  );
}

function Report({ kept }: { kept: KeptReport }) {
  const { handle, info } = useOpenCase();
  const { report } = kept;
  // The first failure is open from the beginning.
  const [seq, setSeq] = useState(report.findings.find((finding) => finding.seq !== undefined)?.seq);
  return (
    <>
      <ResultHeader kept={kept} />
      <CheckList report={report} />
      <BlockStrip report={report} onSeq={setSeq} />
      <FindingsTable report={report} shownSeq={seq} onSeq={setSeq} />
      {seq === undefined ? null : (
        <section className={styles['record']}>
          <RecordPanel
            handle={handle}
            seq={seq}
            recordCount={Math.max(info.recordCount, report.headSize)}
            onSeq={setSeq}
            onClose={() => setSeq(undefined)}
          />
        </section>
      )}
      <ProofSection report={report} />
      <TextList {...words.notChecked} lines={report.notChecked} />
      <TextList {...words.notices} lines={report.notices} />
    </>
  );
}
