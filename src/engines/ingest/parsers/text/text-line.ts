/**
 * One record of a line-based log of no known format to a draft: its time, its level, its pairs, nothing lost.
 *
 * Pure, linear in the length of the record.
 * Trust: text of the log.
 */
import type { EventDraft, JsonObject } from '../../../event/audit-event.ts';
import { parseTime, resolveTime, timeReading } from '../../../event/time.ts';
import type { TimeOptions } from '../../../event/time.ts';
import { addressOf, raiseSeverity, setTime, sourceFromFields, sourceFromFlow } from '../lines/draft.ts';
import { firstField, scanPairs } from '../lines/key-values.ts';
import { findLevel, severityOfLevel } from '../lines/level.ts';
import { EPOCH_INDEX, SEARCH_CHARS, findTime, stripEscapes } from './time-finder.ts';
import type { FoundTime, TimePlace } from './time-finder.ts';

/** `[client 1.2.3.4:80]` of Apache, `client: 1.2.3.4` of nginx. */
const CLIENT = /\bclient:? "?([0-9a-f.:]{3,45})(?=[\],\s"]|$)/i;
/** `[pid 1] [jean] OK LOGIN: Client "192.168.1.9"` of vsftpd. */
const FTP_ACT = /\] \[([^\]]{1,64})\] (OK|FAIL) ([A-Z]{3,12}): Client "/;
/** `[7755]`, `[832-2]` right behind the time (PostgreSQL), `[pid 11379` (Apache), `] 54053#0:` (nginx). */
const PID = /^[\]\s]{0,2}\[(\d{1,9})(?:-\d{1,9})?\]|\[pid (\d{1,9})[:\]]|\] (\d{1,9})#\d{1,9}: /;
const PID_CHARS = 80;
const TIME_FIELDS = ['time', 'ts', 'timestamp', 'datetime', 'date'];

/** Fills a draft from a line or joined lines. @param place where the source's times stand, if that was learned */
export function readTextLine(
  whole: string,
  draft: EventDraft,
  place: TimePlace | undefined,
  options: TimeOptions,
  found: FoundTime,
): void {
  const text = stripEscapes(whole);
  const isFound =
    (place !== undefined &&
      findTime(text, place.form, Math.max(place.index, place.form === 'epoch' ? EPOCH_INDEX : 3), found)) ||
    findTime(text, undefined, SEARCH_CHARS, found);
  let levelStart = 0;
  if (isFound) {
    const resolved = resolveTime(found.scan, found.start, text, options);
    setTime(draft, resolved.timestamp, timeReading(text.slice(found.start, found.scan.end), resolved), 'line');
    levelStart = found.scan.end;
  }
  if (isFound && found.scan.form === 'epoch') readCommand(text, draft);
  const pid = isFound ? PID.exec(text.slice(found.scan.end, found.scan.end + PID_CHARS)) : null;
  if (pid !== null) draft.metadata['process'] = { pid: Number(pid[1] ?? pid[2] ?? pid[3]) };
  readLevel(text, draft, isFound ? found.start : 0, levelStart);
  if (text.includes('client') || text.includes('Client "')) {
    const client = CLIENT.exec(text)?.[1];
    const ip = client === undefined ? undefined : addressOf(client);
    if (ip !== undefined) draft.source.ip = ip;
    readFtpAct(text, draft);
  }
  sourceFromFlow(draft, text);
  if (!text.includes('=')) return;
  const fields: JsonObject = {};
  if (scanPairs(text, 0, fields, pipeOf(text)) === 0) return;
  draft.metadata['fields'] = fields;
  sourceFromFields(draft, fields);
  if (!isFound) timeFromFields(draft, fields, options);
}

function readFtpAct(text: string, draft: EventDraft): void {
  const [, user, outcome, act] = FTP_ACT.exec(text) ?? [];
  if (user === undefined || act === undefined) return;
  const isLogin = act === 'LOGIN';
  draft.source.userId = user;
  draft.eventType = isLogin ? 'user_login' : `file_${act.toLowerCase()}`;
  draft.action = { type: isLogin ? 'authentication' : 'file', success: outcome === 'OK' };
  if (outcome === 'FAIL') raiseSeverity(draft, 'medium');
}

/** Histories of bash (`HISTTIMEFORMAT`: `#1380630977`, then the command) and zsh (`: 1457771210:0;command`). */
const BASH_TIME = /^#\d{9,10}\n/;
const ZSH_TIME = /^: \d{9,10}:\d{1,9};/;

function readCommand(text: string, draft: EventDraft): void {
  const prefix = BASH_TIME.exec(text) ?? ZSH_TIME.exec(text);
  if (prefix === null) return;
  draft.eventType = 'command_executed';
  draft.action = { type: 'command', resource: text.slice(prefix[0].length) };
}

/** Lines whose pairs are parted by bars: `action=EXEC|path=/usr/bin/a b|...`. */
function pipeOf(text: string): number {
  return /=[^|=\s]*\|[\w.-]+=/.test(text.slice(0, 400)) ? 124 : -1;
}

/** The level stands behind the time, or in front of it (`INFO 2024-...`, `E [04/Nov/2010...`). */
function readLevel(text: string, draft: EventDraft, start: number, end: number): void {
  let level = findLevel(text.slice(end).replace(/^[\]"')>]+/, ''));
  if (level === undefined && start > 0) level = findLevel(`${text.slice(0, start)} `);
  if (level === undefined) return;
  draft.metadata['log'] = { level };
  const severity = severityOfLevel(level);
  if (severity !== undefined) raiseSeverity(draft, severity);
}

function timeFromFields(draft: EventDraft, fields: JsonObject, options: TimeOptions): void {
  const text = firstField(fields, TIME_FIELDS);
  const time = text === undefined ? undefined : parseTime(text, options);
  if (time !== undefined) setTime(draft, time.timestamp, time.basis, 'time');
}
