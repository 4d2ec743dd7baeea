/** The hashes that were sealed beside those the line gives now. */
import { text } from '../../i18n/text.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import type { StoredRecord } from './record-query.ts';
import { StateMark } from './state-mark.tsx';

const words = text.record;
const SAME = { true: words.same, false: words.different, null: words.notCompared };

interface HashRow {
  name: string;
  stored: string | null;
  computed: string | null;
  /** Undefined where it is not compared here. */
  same: boolean | null | undefined;
}

const same = (stored: string | null, computed: string | null): boolean | null =>
  stored === null || computed === null ? null : stored === computed;

export function RecordHashes({ stored }: { stored: StoredRecord }) {
  const { digest, leafHash, sealedDigest, sealedLeafHash, chainHash } = stored;
  const rows: HashRow[] = [
    { name: words.digest, stored: sealedDigest, computed: digest, same: same(sealedDigest, digest) },
    { name: words.leaf, stored: sealedLeafHash, computed: leafHash, same: same(sealedLeafHash, leafHash) },
    { name: words.chain, stored: chainHash, computed: words.chainNote, same: undefined },
  ];
  const columns = words.hashColumns;
  const hashCell = (hash: string | null, what: string) =>
    hash === null ? words.unknown : <HashText hash={hash} what={what} />;
  return (
    <DataTable
      label={words.hashes}
      rows={rows}
      keyOf={({ name }) => name}
      columns={[
        { id: 'name', head: words.hashes, isRowHead: true, cell: ({ name }) => name },
        { id: 'stored', head: columns.stored, cell: (row) => hashCell(row.stored, `${row.name}, ${columns.stored}`) },
        {
          id: 'computed',
          head: columns.computed,
          cell: (row) =>
            row.same === undefined ? row.computed : hashCell(row.computed, `${row.name}, ${columns.computed}`),
        },
        {
          id: 'same',
          head: columns.same,
          cell: (row) => (row.same === undefined ? null : <StateMark state={row.same} words={SAME} />),
        },
      ]}
    />
  );
}
