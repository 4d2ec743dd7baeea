/** The assessments that were made, newest first, and how what was demonstrated went from run to run. */
import { countText } from '../../format/number-text.ts';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { type AssessmentSummary, useCompliance } from '../../stores/compliance.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './compliance-view.module.css';

const words = text.compliance.runs;

export function RunsPanel({ runs, shownId }: { runs: readonly AssessmentSummary[]; shownId: string }) {
  const show = useCompliance((state) => state.show);
  const frameworks = [...new Map(runs.flatMap((run) => run.frameworks.map(({ id, name }) => [id, name] as const)))];
  const { columns } = words;
  const trend: TableColumn<AssessmentSummary>[] = frameworks.map(([id, name]) => ({
    id,
    head: name,
    align: 'end',
    cell: (run) => {
      const found = run.frameworks.find((one) => one.id === id);
      if (found === undefined) return '–';
      return found.headline.demonstrated?.toFixed(1) ?? words.noNumber;
    },
  }));
  return (
    <section className={styles['panel']} aria-label={words.label}>
      <DataTable
        label={words.label}
        rows={runs}
        keyOf={({ assessmentId }) => assessmentId}
        columns={[
          { id: 'at', head: columns.at, isRowHead: true, cell: ({ at }) => <TimeText timestamp={at} /> },
          { id: 'by', head: columns.by, cell: ({ operatorId }) => visibleText(operatorId) },
          {
            id: 'period',
            head: columns.period,
            cell: ({ period }) => `${period.from.slice(0, 10)} – ${period.to.slice(0, 10)}`,
          },
          { id: 'events', head: columns.events, align: 'end', cell: ({ eventCount }) => countText(eventCount) },
          ...trend,
          {
            id: 'act',
            head: columns.act,
            cell: ({ assessmentId, at, recordSeq }) => (
              <>
                {recordSeq === null && <Badge tone="warn">{words.notKept}</Badge>}{' '}
                {assessmentId === shownId ? (
                  <Badge tone="info">{words.shown}</Badge>
                ) : (
                  <Button aria-label={words.showRun(at)} onPress={() => show({ assessmentId })}>
                    {words.show}
                  </Button>
                )}
              </>
            ),
          },
        ]}
      />
    </section>
  );
}
