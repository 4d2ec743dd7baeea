/**
 * The fields that the events of a case hold, what their values are like and how many events have them: read from the facts of
 * the columns, so no event is looked at but those of the hot part.
 *
 * Cost: a dictionary is read once for each column whose values are not known to be text already; the answer is kept while
 * no event is added.
 */
import type { AuditEvent } from '../../engines/event/audit-event.ts';
import { nameOfPath } from '../../engines/search/field-names.ts';
import { flattenEvent } from '../../engines/search/flatten.ts';
import type { CaseFields, FieldValueKind } from './search-answers.ts';
import type { SearchedCase } from './searched-case.ts';
import { UNCODED_PATHS, UNINDEXED_PATHS, type ColumnFacts } from './segment/segment-file.ts';
import type { SegmentReader } from './segment/segment-reader.ts';

const MAX_FIELDS = 2_000;
/** Paths counted at most: whoever writes the logs invents them. */
const MAX_PATHS = 100_000;
const TIME_PATH = 'timestamp';

interface Known {
  kinds: Set<FieldValueKind>;
  eventCount: number;
}

export class FieldList {
  #eventCount = -1;
  #answer: CaseFields = { fields: [], isPartial: false };

  of(searched: SearchedCase): CaseFields {
    const eventCount = searched.eventCount();
    if (eventCount !== this.#eventCount) this.#answer = listFields(searched);
    this.#eventCount = eventCount;
    return this.#answer;
  }
}

function listFields(searched: SearchedCase): CaseFields {
  const paths = new Map<string, Known>();
  let isPartial = false;
  const at = (path: string): Known => {
    const known = paths.get(path);
    if (known !== undefined) return known;
    const made = { kinds: new Set<FieldValueKind>(), eventCount: 0 };
    if (paths.size < MAX_PATHS) paths.set(path, made);
    else isPartial = true;
    return made;
  };
  for (const reader of searched.readers()) {
    const { columns, overflowCount, eventCount } = reader.facts;
    if (overflowCount > 0) isPartial = true;
    for (const column of columns) {
      if (column.presentEvents === 0) continue;
      const known = at(column.path);
      known.eventCount += column.presentEvents;
      if (!known.kinds.has('text')) for (const kind of kindsOf(reader, column)) known.kinds.add(kind);
    }
    // Every event has them; no column does.
    for (const path of UNINDEXED_PATHS) {
      const known = at(path);
      known.eventCount += eventCount;
      known.kinds.add(path === 'origin.rawHash' ? 'text' : 'number');
    }
  }
  for (const { record } of searched.hot.records()) {
    if (record.kind !== 'event') continue;
    const seen = new Set<string>();
    flattenEvent(record.body as unknown as AuditEvent, (path, value) => {
      if (value === null) return;
      const known = at(path);
      known.kinds.add(kindOf(value));
      if (!seen.has(path)) known.eventCount++;
      seen.add(path);
    });
  }
  const ordered = [...paths]
    .filter(([, { eventCount }]) => eventCount > 0)
    .toSorted(([a, { eventCount: m }], [b, { eventCount: n }]) => n - m || (a < b ? -1 : 1));
  const taken = new Set<string>();
  const fields = ordered.slice(0, MAX_FIELDS).map(([path, { kinds, eventCount }]) => {
    const [only = 'text'] = kinds;
    const kind = path === TIME_PATH ? 'time' : kinds.size === 1 ? only : 'text';
    return { name: nameOfPath(path, taken), path, kind, eventCount };
  });
  return { fields, isPartial: isPartial || ordered.length > MAX_FIELDS };
}

const kindOf = (value: string | number | boolean): FieldValueKind =>
  typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');

function kindsOf(reader: SegmentReader, column: ColumnFacts): Set<FieldValueKind> {
  if (column.textCount > 0 || UNCODED_PATHS.has(column.path)) return new Set(['text']);
  const kinds = new Set<FieldValueKind>();
  for (const entry of reader.entriesOf(column)) {
    kinds.add(kindOf(entry));
    if (kinds.has('text')) break;
  }
  if (column.numberCount > 0) kinds.add('number');
  return kinds;
}
