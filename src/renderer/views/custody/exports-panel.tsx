/** Files that left the case: where to, with which hash, what was in them, who took them out. */
import { actorOf, type CustodyRecord } from '../../../shared/describe-record.ts';
import { countText, sizeText } from '../../format/number-text.ts';
import { shownText, visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { ChangedBadge } from './changed-badge.tsx';
import styles from './custody-view.module.css';

const words = text.custody.exports;
const QUERY_CHARS = 300;

export function ExportsPanel({ records }: { records: readonly CustodyRecord[] }) {
  const exported = records.filter(({ kind }) => kind === 'export').toReversed();
  const { columns } = words;
  return (
    <div className={styles['exports']}>
      {exported.length === 0 ? null : <p className={styles['hint']}>{words.hint}</p>}
      <DataTable
        label={words.list}
        rows={exported}
        keyOf={({ seq }) => seq}
        empty={<EmptyState title={words.none}>{words.noneHint}</EmptyState>}
        columns={[
          {
            id: 'seq',
            head: columns.seq,
            align: 'end',
            isRowHead: true,
            cell: ({ seq }) => (
              <>
                {countText(seq)} <ChangedBadge seq={seq} />
              </>
            ),
          },
          { id: 'at', head: columns.at, cell: ({ at }) => <TimeText timestamp={at} isBoth /> },
          { id: 'who', head: columns.who, isData: true, cell: (record) => visibleText(actorOf(record)) },
          {
            id: 'path',
            head: columns.path,
            isData: true,
            cell: ({ body }) =>
              body['act'] === 'abandoned' ? (
                words.abandoned(Number(body['of']))
              ) : (
                <EvidenceText raw={textOf(body['path'])} />
              ),
          },
          { id: 'format', head: columns.format, cell: ({ body }) => visibleText(textOf(body['format'])) },
          { id: 'rows', head: columns.rows, align: 'end', cell: ({ body }) => numberOf(body['rows'], countText) },
          { id: 'size', head: columns.size, align: 'end', cell: ({ body }) => numberOf(body['sizeBytes'], sizeText) },
          {
            id: 'sha256',
            head: columns.sha256,
            // A bundle holds its own export record, so the record can not name a hash of it.
            cell: ({ body }) =>
              typeof body['bundleId'] === 'string' ? (
                visibleText(words.bundle(body['bundleId']))
              ) : (
                <HashText hash={textOf(body['sha256'])} what={columns.sha256} />
              ),
          },
          {
            id: 'query',
            head: columns.query,
            isData: true,
            cell: ({ body }) => <bdi>{shownText(queryOf(body), QUERY_CHARS).shown}</bdi>,
          },
        ]}
      />
    </div>
  );
}

/** A whole case is asked for without a query. */
const queryOf = (body: CustodyRecord['body']): string =>
  body['selection'] === 'whole' ? words.wholeCase : textOf(body['query']) || words.allEvents;

type Value = CustodyRecord['body'][string] | undefined;

const textOf = (value: Value): string => (typeof value === 'string' ? value : text.record.unknown);
const numberOf = (value: Value, show: (count: number) => string): string =>
  typeof value === 'number' ? show(value) : text.record.unknown;
