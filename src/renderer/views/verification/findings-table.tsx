/** What is not as it should be, in the order it was found: both values, in words, and a way to the bytes. */
import { FileDigit } from 'lucide-react';
import { useState } from 'react';
import { cutText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import type { VerifyReport } from '../../stores/verification.store.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import styles from './verification-view.module.css';

type Finding = VerifyReport['findings'][number];

const words = text.verification.findings;
const STEP = 50;
const VALUE_CHARS = 120;

interface FindingsTableProps {
  report: VerifyReport;
  shownSeq: number | undefined;
  onSeq: (seq: number) => void;
}

export function FindingsTable({ report: { findings, findingCount }, shownSeq, onSeq }: FindingsTableProps) {
  const [shown, setShown] = useState(STEP);
  if (findingCount === 0) return null;
  const { columns } = words;
  return (
    <section>
      <PanelHeader title={words.title} note={words.listed(findings.length, findingCount)} />
      <div className={styles['findings']}>
        <DataTable
          label={words.title}
          rows={findings.slice(0, shown)}
          keyOf={(_, index) => index}
          columns={[
            {
              id: 'kind',
              head: columns.kind,
              isRowHead: true,
              isData: true,
              cell: ({ kind }) => <EvidenceText raw={kind} />,
            },
            {
              id: 'seq',
              head: columns.seq,
              align: 'end',
              cell: ({ seq, lastSeq }) => (seq === undefined ? words.noSeq : words.range(seq, lastSeq ?? seq)),
            },
            { id: 'message', head: columns.message, cell: ({ message }) => <Value raw={message} /> },
            {
              id: 'expected',
              head: columns.expected,
              isData: true,
              cell: (row) => <Compared row={row} side="expected" />,
            },
            { id: 'actual', head: columns.actual, isData: true, cell: (row) => <Compared row={row} side="actual" /> },
            {
              id: 'act',
              head: columns.act,
              cell: ({ seq }) =>
                seq === undefined ? null : (
                  <Button
                    variant="quiet"
                    icon={<FileDigit size={14} />}
                    aria-label={words.showOf(seq)}
                    aria-current={shownSeq === seq}
                    onPress={() => onSeq(seq)}
                  >
                    {words.show}
                  </Button>
                ),
            },
          ]}
        />
      </div>
      {findings.length > shown ? (
        <Button variant="quiet" onPress={() => setShown(shown + STEP * 2)}>
          {words.more(Math.min(STEP * 2, findings.length - shown))}
        </Button>
      ) : null}
    </section>
  );
}

function Compared({ row, side }: { row: Finding; side: 'expected' | 'actual' }) {
  const raw = row[side];
  if (raw === undefined) return null;
  return /^(?:sha256:)?[0-9a-f]{40,64}$/u.test(raw) ? (
    <HashText hash={raw} what={words.columns[side]} />
  ) : (
    <Value raw={raw} />
  );
}

function Value({ raw }: { raw: string }) {
  const { kept, omitted } = cutText(raw, VALUE_CHARS * 2);
  return (
    <>
      <EvidenceText raw={kept} />
      {omitted === 0 ? null : ` … ${text.ui.omitted(omitted.toLocaleString('en'))}`}
    </>
  );
}
