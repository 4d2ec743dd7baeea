/**
 * All leaves of an event, put into groups that a person looks for them in.
 *
 * Pure, O(leaves). Elements of an array stand together under their path. Trust: paths and values are hostile text.
 */
import { flattenEvent, type Leaf } from '../../../../engines/search/flatten.ts';
import { nameOfPath } from '../../../../engines/search/field-names.ts';
import type { AuditLog } from '../grid/event-row.ts';

export const FIELD_GROUPS = ['event', 'source', 'action', 'ecs', 'original', 'reading', 'evidence'] as const;
export type FieldGroupId = (typeof FIELD_GROUPS)[number];

export interface FieldRow {
  path: string;
  /** The path without what its group says already. */
  label: string;
  /** As a query names it. */
  name: string;
  values: Leaf[];
}

export interface FieldGroup {
  id: FieldGroupId;
  rows: FieldRow[];
}

/** First that fits. */
const PLACES: readonly (readonly [prefix: string, group: FieldGroupId])[] = [
  ['metadata.fields.', 'original'],
  ['metadata.time.', 'reading'],
  ['metadata.parse', 'reading'],
  ['metadata.message', 'event'],
  ['metadata.', 'ecs'],
  ['source.', 'source'],
  ['action.', 'action'],
  ['origin.', 'evidence'],
  ['integrity.', 'evidence'],
  ['compliance.', 'evidence'],
  ['_id', 'evidence'],
];

/** A group's own prefix says nothing more in a row of it. */
const CUT: Partial<Record<FieldGroupId, string>> = {
  original: 'metadata.fields.',
  ecs: 'metadata.',
  source: 'source.',
  action: 'action.',
  reading: 'metadata.',
  event: 'metadata.',
};

export function fieldGroups(event: AuditLog): FieldGroup[] {
  const rows = new Map<string, FieldRow>();
  const groups = new Map<FieldGroupId, FieldRow[]>();
  const taken = new Set<string>();
  flattenEvent(event as unknown as Parameters<typeof flattenEvent>[0], (path, value) => {
    const known = rows.get(path);
    if (known !== undefined) return void known.values.push(value);
    const group = groupOf(path);
    const cut = CUT[group] ?? '';
    const label = cut !== '' && path.startsWith(cut) ? path.slice(cut.length) : path;
    const row = { path, label, name: nameOfPath(path, taken), values: [value] };
    rows.set(path, row);
    groups.set(group, [...(groups.get(group) ?? []), row]);
  });
  return FIELD_GROUPS.flatMap((id) => {
    const found = groups.get(id);
    return found === undefined ? [] : [{ id, rows: found }];
  });
}

const groupOf = (path: string): FieldGroupId => PLACES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'event';

/** Rows whose path, name or value holds the text, whatever its case. */
export function filterGroups(groups: readonly FieldGroup[], wanted: string): FieldGroup[] {
  const needle = wanted.trim().toLowerCase();
  if (needle === '') return [...groups];
  const holds = (text: string): boolean => text.toLowerCase().includes(needle);
  return groups.flatMap(({ id, rows }) => {
    const kept = rows.filter(
      ({ path, name, values }) => holds(path) || holds(name) || values.some((v) => holds(String(v))),
    );
    return kept.length === 0 ? [] : [{ id, rows: kept }];
  });
}
