/**
 * MySQL, MariaDB and Percona slow query logs: comments (`# Time`, `# User@Host`, `# Query_time`), then the statement.
 *
 * Pure, linear in the length of the record.
 * Source: MySQL 8.4 Reference Manual §7.4.5 and sql/log.cc; Percona's and MariaDB's further comments.
 * Differences: `# Time` without a zone is the server's local time, so the statement's own `SET timestamp`, seconds since
 * 1970, is taken before it.
 * Trust: text of the log; a statement may hold anything, lines that look like comments too.
 */
import type { EventDraft, JsonObject } from '../../../event/audit-event.ts';
import { parseTime } from '../../../event/time.ts';
import type { TimeOptions } from '../../../event/time.ts';
import { addressOf, setTime } from '../lines/draft.ts';
import { addField, fieldText } from '../lines/key-values.ts';
import type { IsStart } from '../lines/line-records.ts';

const TIME = '# Time: ';
const USER = '# User@Host: ';
/** Written whenever the server starts. */
const BANNER = /^\S.{0,200}, Version: .{0,100} started with:/;
const USER_LINE = /^# User@Host: ([^[\s]*)(?:\[([^\]]*)\])? @ +(\S*) ?\[([^\]]*)\]/;
const SET_TIMESTAMP = /^SET timestamp=(\d{9,10}(?:\.\d{1,6})?);$/;
const PAIR = /([A-Za-z_@]{1,64}): {0,8}(\S{0,256}?)(?= {1,8}[A-Za-z_]{1,64}:| {0,8}$)/g;
const PAIR_CHARS = 2_048;

/** Whether a source is a slow query log. */
export const isSlowLog = (lines: readonly string[]): boolean =>
  lines.some((line) => line.startsWith(USER)) && lines.some((line) => line.startsWith('# Query_time: '));

/** `# Time` stands only where the second has changed; `# User@Host` opens every other record. */
export const startsSlowRecord: IsStart = (line, before) =>
  line.startsWith(TIME) || (line.startsWith(USER) && !before(1).startsWith(TIME)) || BANNER.test(line);

/** Fills a draft from a record; whether it is one. */
export function readSlowRecord(text: string, draft: EventDraft, options: TimeOptions): boolean {
  if (!text.startsWith(TIME) && !text.startsWith(USER)) return false;
  const lines = text.split('\n');
  const fields: JsonObject = {};
  let at = 0;
  for (; at < lines.length && lines[at]?.startsWith('#') === true; at += 1) readComment(lines[at] as string, fields);
  while (/^(?:use |SET timestamp=)/.test(lines[at] ?? '')) {
    const line = lines[at] as string;
    const seconds = SET_TIMESTAMP.exec(line)?.[1];
    if (seconds !== undefined) fields['timestamp'] = seconds;
    else if (line.startsWith('use ')) fields['use'] = line.slice(4).replace(/;$/, '');
    at += 1;
  }
  const statement = lines.slice(at).join('\n').trim();
  draft.eventType = 'database_query';
  draft.action = { type: 'database' };
  if (statement !== '') {
    draft.metadata['message'] = statement;
    draft.action.resource = statement;
    const verb = /^[A-Za-z]{2,20}/.exec(statement)?.[0];
    if (verb !== undefined) draft.action.method = verb.toUpperCase();
  }
  draft.metadata['fields'] = fields;
  setSource(draft, fields);
  setRecordTime(draft, fields, options);
  const seconds = Number(fieldText(fields, 'Query_time'));
  if (seconds >= 0 && seconds < 9e6) draft.metadata['event'] = { duration: Math.round(seconds * 1e9) };
  return true;
}

function readComment(line: string, fields: JsonObject): void {
  if (line.startsWith(TIME)) fields['Time'] = line.slice(TIME.length).trim();
  else if (line.startsWith(USER)) {
    fields['User@Host'] = line.slice(USER.length).trim();
    readPairs(line.slice(line.lastIndexOf(']') + 1), fields);
  } else if (line.startsWith('# explain: ')) addField(fields, 'explain', line.slice(11));
  else if (readPairs(line.slice(1), fields) === 0 && line.length > 1) addField(fields, 'comment', line.slice(1).trim());
}

function readPairs(text: string, fields: JsonObject): number {
  let count = 0;
  for (const [, key = '', value = ''] of text.slice(0, PAIR_CHARS).matchAll(PAIR)) {
    if (value !== '') addField(fields, key, value);
    count += 1;
  }
  return count;
}

function setSource(draft: EventDraft, fields: JsonObject): void {
  const match = USER_LINE.exec(`${USER}${fieldText(fields, 'User@Host') ?? ''}`);
  const [, claimed = '', user = '', host = '', address = ''] = match ?? [];
  const name = user === '' ? claimed : user;
  if (name !== '') draft.source.userId = name;
  const ip = addressOf(address);
  if (ip !== undefined) draft.source.ip = ip;
  if (host !== '') draft.metadata['client'] = { domain: host };
  const session = fieldText(fields, 'Id') ?? fieldText(fields, 'Thread_id');
  if (session !== undefined) draft.source.sessionId = session;
}

function setRecordTime(draft: EventDraft, fields: JsonObject, options: TimeOptions): void {
  const text = fieldText(fields, 'Time');
  const written = text === undefined ? undefined : parseTime(text, options);
  const seconds = fieldText(fields, 'timestamp');
  const own = seconds === undefined ? undefined : parseTime(seconds, options);
  const isZoned = written?.basis.zone === 'in-text';
  if (own !== undefined && !isZoned) setTime(draft, own.timestamp, own.basis, 'timestamp');
  else if (written !== undefined) setTime(draft, written.timestamp, written.basis, 'Time');
}
