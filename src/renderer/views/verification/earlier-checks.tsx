/** Checks that stand in the log itself: who ran which, when, and what it said. */
import { useEffect } from 'react';
import { countText } from '../../format/number-text.ts';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { actorOf, type CustodyRecord, isCaseCheck } from '../../../shared/describe-record.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useCustody } from '../../stores/custody.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { VerdictMark } from '../../ui/verdict-mark.tsx';

const words = text.verification.earlier;
const MAX_SHOWN = 20;

export function EarlierChecks() {
  const { handle, info } = useOpenCase();
  const records = useCustody((state) => state.records);
  const failure = useCustody((state) => state.failure);
  // Asked again when the log has grown.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies
  useEffect(() => void useCustody.getState().load(handle), [handle, info.recordCount]);
  const checks = records.filter(isCaseCheck).toReversed();
  if (failure !== undefined && failure !== null) return <ErrorBanner error={failure} />;
  if (checks.length === 0) return null;
  const { columns } = words;
  return (
    <section>
      <PanelHeader
        title={words.title}
        note={checks.length > MAX_SHOWN ? words.newest(MAX_SHOWN, checks.length) : words.hint}
      />
      <DataTable
        label={words.title}
        rows={checks.slice(0, MAX_SHOWN)}
        keyOf={({ seq }) => seq}
        columns={[
          { id: 'seq', head: columns.seq, isRowHead: true, align: 'end', cell: ({ seq }) => countText(seq) },
          { id: 'at', head: columns.at, cell: ({ at }) => <TimeText timestamp={at} isBoth /> },
          { id: 'who', head: columns.who, isData: true, cell: (record) => visibleText(actorOf(record)) },
          { id: 'verdict', head: columns.verdict, cell: (record) => <Verdict record={record} /> },
          { id: 'mode', head: columns.mode, cell: ({ body }) => shown(body['mode']) },
          { id: 'records', head: columns.records, align: 'end', cell: ({ body }) => shown(body['recordCount']) },
          { id: 'findings', head: columns.findings, align: 'end', cell: ({ body }) => shown(body['findingCount']) },
        ]}
      />
    </section>
  );
}

function Verdict({ record: { seq, body } }: { record: CustodyRecord }) {
  const isChanged = useCustody((state) => state.changedSeqs.has(seq));
  const verdict = (['intact', 'broken', 'indeterminate'] as const).find((each) => each === body['verdict']);
  if (isChanged) return <Badge tone="bad">{text.custody.marks.changed}</Badge>;
  return verdict === undefined ? text.record.unknown : <VerdictMark verdict={verdict} />;
}

const shown = (value: CustodyRecord['body'][string] | undefined): string =>
  typeof value === 'number' ? countText(value) : typeof value === 'string' ? visibleText(value) : text.record.unknown;
