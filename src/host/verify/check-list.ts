/**
 * The verification as a list of checks with their states, for people: eight lines, each with what was checked and of how much.
 *
 * Pure. A check is `ok` only where all of it was really made; where a part could not be or was left out, it is `not-checked`,
 * and its detail says why. Every kind of finding belongs to one check, so a broken case never looks fine in all lines.
 */
import type { CheckLine } from '../vault/session.ts';

export interface CheckFacts {
  mode: 'fast' | 'strict';
  /** How many findings there are of each kind. */
  kindCounts: ReadonlyMap<string, number>;
  recordCount: number;
  /** Of those, records that could not be read. */
  unreadCount: number;
  /** Whether something else than records could not be reached. */
  notChecked: readonly string[];
  headCount: number;
  /** Records that are neither events nor rejections. */
  custodyCount: number;
  keptCount: number;
  /** Kept originals whose every byte was read and fits. */
  keptReadCount: number;
  byReferenceCount: number;
  exportCount: number;
  /** Whether epoch.key was there, and could be compared. */
  isKeyFileChecked: boolean;
}

type CheckId = CheckLine['id'];

const TITLES: Readonly<Record<CheckId, string>> = {
  sources: 'Source files have their recorded hashes',
  records: 'Records have their recorded hashes',
  chain: 'Each record is chained to the one before it',
  root: 'The tree over all records has the signed roots',
  signatures: 'Heads are signed by the keys in force',
  timestamps: 'Marks from outside: witnesses and time stamps',
  custody: 'The record of who did what is continuous',
  exports: 'Exported files are those that were exported',
};

/** A kind that stands nowhere here is about records. */
const CHECK_OF_KIND: Readonly<Record<string, CheckId>> = {
  'original-missing': 'sources',
  'original-changed': 'sources',
  'raw-mismatch': 'sources',
  'origin-missing': 'sources',
  'chain-mismatch': 'chain',
  'seal-mismatch': 'chain',
  'root-mismatch': 'root',
  'tile-mismatch': 'root',
  'tile-missing': 'root',
  'head-size-mismatch': 'root',
  'log-truncated': 'root',
  'tail-unsigned': 'signatures',
  'head-missing': 'signatures',
  'head-signature-invalid': 'signatures',
  'epoch-restart-unsigned': 'signatures',
  'other-case': 'signatures',
  'epoch-gap': 'custody',
  'genesis-misplaced': 'custody',
  'operator-wrong': 'signatures',
  'epoch-unsigned': 'signatures',
  'operator-absent': 'custody',
  'head-link-broken': 'custody',
  'log-rolled-back': 'custody',
  'projection-mismatch': 'custody',
  'custody-gap': 'custody',
  'custody-malformed': 'custody',
  'custody-unsigned': 'custody',
  'key-act-unsigned': 'custody',
};

const checkOf = (kind: string): CheckId =>
  Object.hasOwn(CHECK_OF_KIND, kind) ? (CHECK_OF_KIND[kind] as CheckId) : 'records';

export function checkList(facts: CheckFacts): CheckLine[] {
  const { recordCount, unreadCount, headCount, custodyCount, exportCount } = facts;
  const readCount = recordCount - unreadCount;
  const unread = unreadCount === 0 ? undefined : `${unreadCount} records could not be read`;
  return [
    sourcesLine(facts),
    line(facts, 'records', readCount, recordCount, unread, 'Every stored line was hashed again'),
    line(facts, 'chain', readCount, recordCount, unread, 'Every chain value was made again'),
    // Over records that were not read only the stored hashes could be taken.
    line(facts, 'root', unreadCount === 0 ? headCount : 0, headCount, unread, 'Every signed root was made again'),
    line(
      facts,
      'signatures',
      headCount,
      headCount,
      unread && 'Records that name the signing keys may be among those that could not be read',
      'The signature of every head was checked, with the chain of keys from the first record on',
    ),
    {
      id: 'timestamps',
      title: TITLES.timestamps,
      state: 'not-checked',
      checked: 0,
      total: 0,
      detail: 'Outside marks are put to the outcome by whoever has them and knows whom to trust',
    },
    line(
      facts,
      'custody',
      custodyCount,
      custodyCount,
      unread && 'Acts may be among the records that could not be read',
      facts.isKeyFileChecked
        ? 'Acts, seals and keys follow each other without a gap, up to the newest the key file knows'
        : 'Acts, seals and keys follow each other without a gap; without epoch.key nothing tells whether newer ones were cut off',
    ),
    {
      id: 'exports',
      title: TITLES.exports,
      state: 'not-checked',
      checked: 0,
      total: exportCount,
      detail:
        exportCount === 0
          ? 'No export is recorded'
          : 'Exported files lie outside the case and were not read; their hashes are in the record',
    },
  ];
}

function sourcesLine(facts: CheckFacts): CheckLine {
  const { mode, keptCount, keptReadCount, byReferenceCount, notChecked, unreadCount } = facts;
  const total = keptCount + byReferenceCount;
  const left = [
    ...(unreadCount > 0 ? [`${unreadCount} records could not be read, which may name more sources`] : []),
    ...(mode === 'fast' && keptCount > 0 ? ['a fast check does not read the kept originals'] : []),
    ...(byReferenceCount > 0 ? [`${byReferenceCount} were taken by reference and lie outside the case`] : []),
    ...(mode === 'strict' && keptReadCount < keptCount ? [`${keptCount - keptReadCount} could not be read whole`] : []),
    ...(mode === 'strict' && keptReadCount === keptCount && notChecked.some((text) => text.startsWith('The raw bytes'))
      ? ['the raw bytes of some records could not be read']
      : []),
  ];
  const reason = total === 0 ? 'No source was taken in' : left.length === 0 ? undefined : `Not all: ${left.join('; ')}`;
  return line(
    facts,
    'sources',
    mode === 'strict' ? keptReadCount : 0,
    total,
    reason,
    'Every kept original was read whole, and the bytes of every record in it',
  );
}

/** @param left why the check is not complete; undefined where it is */
function line(
  { kindCounts }: CheckFacts,
  id: CheckId,
  checked: number,
  total: number,
  left: string | undefined,
  done: string,
): CheckLine {
  const kinds = [...kindCounts].filter(([kind]) => checkOf(kind) === id);
  const title = TITLES[id];
  if (kinds.length > 0) {
    const found = kinds.map(([kind, count]) => `${count} ${kind}`).join(', ');
    return { id, title, state: 'failed', checked, total, detail: left === undefined ? found : `${found}. ${left}` };
  }
  return { id, title, state: left === undefined ? 'ok' : 'not-checked', checked, total, detail: left ?? done };
}
