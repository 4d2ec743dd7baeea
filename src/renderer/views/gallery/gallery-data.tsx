/** Tables, pairs, evidence text and panes of the gallery. */
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { CodeText } from '../../ui/code-text.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { SplitPanes } from '../../ui/split-panes.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { VerdictMark, type VerdictWord } from '../../ui/verdict-mark.tsx';
import styles from './gallery-view.module.css';

const words = text.gallery;
const HASH = '2e2ac0ea9d0f4be1c7b56a3b0f4f52c0b7fb2a1f6a0d4f70f7f0bb3c9ae17d11';
const RAW = '<38>Sep  4 18:52:34 DC01 sshd[812]: Failed password for svc_bkp\u202Etxt.exe from 10.4.7.19 port 50122\n';

interface Source {
  path: string;
  format: string;
  events: number;
  verdict: VerdictWord;
}
const SOURCES: readonly Source[] = [
  { path: 'Security.evtx', format: 'evtx', events: 9_120_433, verdict: 'ok' },
  { path: 'syslog-2026-09.gz', format: 'syslog', events: 3_204, verdict: 'failed' },
  { path: 'export.zip!/vpn.csv', format: 'csv', events: 88, verdict: 'not-checked' },
  { path: 'audit.log', format: 'auditd', events: 12, verdict: 'ok' },
];

export function GalleryData() {
  return (
    <>
      <div className={styles['table']}>
        <DataTable
          label={words.tableLabel}
          rows={SOURCES}
          keyOf={(row) => row.path}
          columns={[
            { id: 'path', head: words.tableHeads.source, isRowHead: true, isData: true, cell: (row) => row.path },
            { id: 'format', head: words.tableHeads.format, cell: (row) => row.format },
            { id: 'events', head: words.tableHeads.events, align: 'end', cell: (row) => countText(row.events) },
            { id: 'check', head: words.tableHeads.check, cell: (row) => <VerdictMark verdict={row.verdict} /> },
          ]}
        />
      </div>
      <KeyValues
        pairs={[
          { name: words.keyValues.eventType, value: 'user_login' },
          {
            name: words.keyValues.user,
            value: <EvidenceText raw={'svc_bkp\u200B'} />,
            isData: true,
            actions: <CopyButton original={'svc_bkp\u200B'} what={words.keyValues.user} />,
          },
          { name: words.keyValues.time, value: <TimeText timestamp="2026-09-04T18:52:34.1345127Z" isBoth /> },
          { name: words.keyValues.hash, value: <HashText hash={HASH} what={words.keyValues.hash} /> },
        ]}
      />
      <TimeText timestamp={null} />
    </>
  );
}

export function GalleryEvidence() {
  return (
    <>
      <CodeText raw={RAW} what={words.rawLine} />
      <CodeText raw={RAW.repeat(80)} what={`${words.rawLine} 2`} stepChars={400} />
      <HashText hash={HASH} what={words.keyValues.hash} isFull isCopyable={false} />
    </>
  );
}

export function GalleryPanes() {
  return (
    <div className={styles['panes']}>
      <SplitPanes
        id="gallery"
        direction="row"
        panes={[
          {
            id: 'left',
            label: words.leftPane,
            defaultSize: '8rem',
            minSize: '5rem',
            isFixed: true,
            content: <p className={styles['pane']}>{words.leftPane}</p>,
          },
          {
            id: 'middle',
            label: words.middlePane,
            minSize: '5rem',
            content: <p className={styles['pane']}>{words.middlePane}</p>,
          },
          {
            id: 'right',
            label: words.rightPane,
            minSize: '5rem',
            content: <p className={styles['pane']}>{words.rightPane}</p>,
          },
        ]}
      />
    </div>
  );
}
