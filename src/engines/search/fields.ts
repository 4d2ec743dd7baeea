/**
 * Field names a person types, and the places in an event they mean.
 *
 * A path is the keys from the body down to a leaf, joined with dots; arrays add nothing, so any element matches
 * (`metadata.fields.EventData.TargetUserName`). Names and paths are compared folded (tokens.ts `foldText`). The name N
 * matches the paths
 * 1. N, `metadata.N` and `metadata.fields.N`, unless its row says `only`;
 * 2. those of its row in the table below, where it has one;
 * 3. any path under `metadata.fields.` that ends in `.N`, where it has no row, or its row says `anywhere`.
 * A last key `#text` (an XML element that also has attributes) is left out of the path first.
 * `seq` and `kind` are of the record, not of the body; `note.…` of neither; `timestamp` is the event's time, whatever its text.
 *
 * Pure. Resolving is O(name); matching a path is O(path), so remember the answer for each path seen.
 * Trust: names come from the person, paths from hostile logs; both are only compared.
 */
import { foldText } from './tokens.ts';

/**
 * How a field is compared. `text`: `field:word` looks for words inside the value. `time`: the event's time. `seq`, `kind`:
 * of the record. `note`, `note-text`: what people put on the event, no part of the evidence. `severity`: `>=` and `<=` go by rank. `outcome`: success and failure also read `action.success`.
 */
export type FieldKind =
  | 'plain'
  | 'text'
  | 'time'
  | 'seq'
  | 'kind'
  | 'severity'
  | 'outcome'
  | 'source'
  | 'note'
  | 'note-text';

export interface FieldTarget {
  readonly kind: FieldKind;
  /** Whole paths, folded. */
  readonly paths: readonly string[];
  /** `.name`, folded: the end of any path under `metadata.fields`. */
  readonly suffix?: string;
}

interface Row {
  readonly names: readonly string[];
  readonly paths: readonly string[];
  readonly kind?: FieldKind;
  readonly anywhere?: true;
  /** Rule 1 does not hold: what every event is given here is not to be mixed with what some logs call the same. */
  readonly only?: true;
}

/** The names with a meaning of their own; resources/docs/query-language.md shows the same table. */
export const FIELD_TABLE: readonly Row[] = [
  { names: ['timestamp', '@timestamp', 'time'], paths: ['timestamp'], kind: 'time' },
  { names: ['seq'], paths: [], kind: 'seq' },
  { names: ['kind'], paths: [], kind: 'kind' },
  { names: ['note.tag'], paths: [], kind: 'note' },
  { names: ['note.starred'], paths: [], kind: 'note' },
  { names: ['note.colour', 'note.color'], paths: [], kind: 'note' },
  { names: ['note.comment'], paths: [], kind: 'note-text' },
  { names: ['message', 'msg'], paths: ['metadata.message'], kind: 'text' },
  { names: ['id'], paths: ['eventId'] },
  { names: ['type', 'event.type'], paths: ['eventType'], only: true },
  { names: ['severity', 'sev'], paths: ['severity'], kind: 'severity', only: true },
  { names: ['level'], paths: ['severity'], kind: 'severity' },
  { names: ['user', 'user.name', 'user.id'], paths: ['source.userId', 'metadata.user.name'] },
  { names: ['username', 'userid'], paths: ['source.userId', 'metadata.user.name'], anywhere: true },
  { names: ['ip', 'source.ip', 'src_ip'], paths: ['source.ip'] },
  { names: ['session'], paths: ['source.sessionId'] },
  { names: ['tenant'], paths: ['source.tenantId'] },
  { names: ['useragent', 'user_agent', 'user_agent.original'], paths: ['source.userAgent'] },
  { names: ['action', 'event.action'], paths: ['action.type'] },
  { names: ['resource'], paths: ['action.resource'] },
  { names: ['method'], paths: ['action.method'] },
  { names: ['success'], paths: ['action.success'] },
  { names: ['outcome'], paths: ['metadata.event.outcome'], kind: 'outcome' },
  { names: ['source', 'source.name', 'file.source'], paths: ['origin.source'], kind: 'source' },
  { names: ['source.sha256'], paths: ['origin.source'] },
  { names: ['offset'], paths: ['origin.offset'] },
  { names: ['rawhash', 'sha256.raw'], paths: ['origin.rawHash'] },
  { names: ['host', 'host.name', 'computer'], paths: ['metadata.host.name', 'metadata.fields.System.Computer'] },
  { names: ['event.code', 'code', 'eventcode'], paths: ['metadata.event.code', 'metadata.fields.System.EventID'] },
  { names: ['eventid'], paths: ['eventId', 'metadata.event.code'], anywhere: true },
  { names: ['provider', 'event.provider'], paths: ['metadata.event.provider'] },
  { names: ['channel'], paths: ['metadata.fields.System.Channel'], anywhere: true },
  { names: ['process', 'process.name'], paths: ['metadata.process.name'] },
  { names: ['pid', 'process.pid'], paths: ['metadata.process.pid'] },
  { names: ['cmdline', 'command_line', 'process.command_line'], paths: ['metadata.process.command_line'] },
  { names: ['file', 'file.name'], paths: ['metadata.file.name'] },
];

const rows = new Map<string, Row>();
for (const row of FIELD_TABLE) for (const name of row.names) rows.set(name, row);

const FIELDS_ROOT = 'metadata.fields';
/** The key under which the text of an XML element with attributes stands. */
const ELEMENT_TEXT = '.#text';

/** Whether a field is of what people put on events. */
export const isNoteKind = (kind: FieldKind): boolean => kind === 'note' || kind === 'note-text';

/** What a name means. Never fails: an unknown name is looked for under rules 1 and 3. */
export function resolveField(name: string): FieldTarget {
  const folded = foldText(name);
  const row = rows.get(folded);
  const kind = row?.kind ?? 'plain';
  if (kind === 'seq' || kind === 'kind' || isNoteKind(kind)) return { kind, paths: [] };
  if (kind === 'time') return { kind, paths: ['timestamp'] };
  const paths = new Set((row?.paths ?? []).map(foldText));
  if (row?.only === true) return { kind, paths: [...paths] };
  for (const path of [folded, `metadata.${folded}`, `${FIELDS_ROOT}.${folded}`]) paths.add(path);
  const target = { kind, paths: [...paths] };
  return row === undefined || row.anywhere === true ? { ...target, suffix: `.${folded}` } : target;
}

/** Whether a leaf at `path` (as flattenEvent spells it) is meant by the target. */
export function targetMatchesPath(target: FieldTarget, path: string): boolean {
  const whole = foldText(path);
  const folded = whole.endsWith(ELEMENT_TEXT) ? whole.slice(0, -ELEMENT_TEXT.length) : whole;
  if (target.paths.includes(folded)) return true;
  return target.suffix !== undefined && folded.startsWith(`${FIELDS_ROOT}.`) && folded.endsWith(target.suffix);
}

/** Whether some path below `prefix` (`metadata.process`) could be meant by the target: where not, the branch can be skipped. */
export function targetMayLieBelow(target: FieldTarget, prefix: string): boolean {
  if (prefix === '') return true;
  const below = `${foldText(prefix)}.`;
  if (target.paths.some((path) => `${path}.`.startsWith(below))) return true;
  return target.suffix !== undefined && (below.startsWith(`${FIELDS_ROOT}.`) || `${FIELDS_ROOT}.`.startsWith(below));
}

/** Whether the name means the path; the plain rule, for one-off questions. */
export const fieldMatchesPath = (name: string, path: string): boolean => targetMatchesPath(resolveField(name), path);

const notText = new Set(['eventId', 'timestamp', 'severity', 'metadata.parse']);

/**
 * Whether bare words look into strings and numbers at this path. Left out is what every event has and nobody means by a
 * word: its id, time and severity, where its bytes lie, how its time was read. Name the field to search those.
 */
export const isTextPath = (path: string): boolean =>
  !notText.has(path) && !path.startsWith('origin.') && !path.startsWith('metadata.time.');
