/**
 * PowerShell transcripts: a header, then each command with its output, then an end.
 *
 * Pure, linear. A command is one event. It has a time of its own only where the transcript was made with invocation
 * headers (`Command start time`); else the time at which the session started is given, and that is said.
 * Source: Start-Transcript of Windows PowerShell 5.1 and PowerShell 7; times are local, written `yyyyMMddHHmmss`.
 * Trust: text of the log; the output of a command may hold lines that look like the writer's own.
 */
import type { EventDraft, JsonObject, JsonValue } from '../../../event/audit-event.ts';
import { parseTime } from '../../../event/time.ts';
import type { TimeOptions } from '../../../event/time.ts';
import { setTime } from '../lines/draft.ts';
import { addField, fieldText } from '../lines/key-values.ts';
import type { IsStart } from '../lines/line-records.ts';

const STARS = /^\*{15,}\s*$/;
const TITLE = /^(?:Windows )?PowerShell transcript (start|end)\s*$/;
const COMMAND_TIME = 'Command start time: ';
const PROMPT = /^(?:\[[^\]]{1,80}\]: )?PS [^>]{0,200}>/;
const LINE = /^([A-Za-z][A-Za-z ]{1,30}): ?(.*)$/;
const MAX_LINE_CHARS = 4_096;

/** Who typed, where and since when, as the header says; holds for all commands of a transcript that has one header. */
export type TranscriptSession = { user: string; host: string; pid: string; start: string };

/** Whether a source is a transcript. */
export const isTranscript = (lines: readonly string[]): boolean =>
  STARS.test(lines[0] ?? '') && TITLE.exec(lines[1] ?? '')?.[1] === 'start';

/** Whether a line starts a record; `Command start time` takes the prompt behind its stars with it. */
export const startsTranscriptRecord: IsStart = (line, before) =>
  line.startsWith(COMMAND_TIME) ||
  TITLE.test(line) ||
  (PROMPT.test(line) && !(STARS.test(before(1)) && before(2).startsWith(COMMAND_TIME)));

/** The session of a transcript that is known whole; undefined where it holds more than one. */
export function sessionOf(lines: readonly string[]): TranscriptSession | undefined {
  if (lines.filter((line) => TITLE.exec(line)?.[1] === 'start').length !== 1) return undefined;
  const end = lines.findIndex((line, index) => index > 0 && STARS.test(line));
  const fields = fieldsOf(lines.slice(1, end));
  return {
    user: fieldText(fields, 'RunAs User') ?? fieldText(fields, 'Username') ?? '',
    host: hostOf(fields),
    pid: fieldText(fields, 'Process ID') ?? '',
    start: fieldText(fields, 'Start time') ?? '',
  };
}

export function settingsToSession(settings: JsonValue | undefined): TranscriptSession | undefined {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return undefined;
  const text = (key: string): string => fieldText(settings, key) ?? '';
  return { user: text('user'), host: text('host'), pid: text('pid'), start: text('start') };
}

function fieldsOf(lines: readonly string[]): JsonObject {
  const fields: JsonObject = {};
  for (const line of lines) {
    const match = LINE.exec(line.slice(0, MAX_LINE_CHARS));
    if (match !== null) addField(fields, match[1] as string, match[2] as string);
  }
  return fields;
}

/** `MSEDGEWIN10 (Microsoft Windows NT 10.0.17763.0)` */
const hostOf = (fields: JsonObject): string => /^\S*/.exec(fieldText(fields, 'Machine') ?? '')?.[0] ?? '';

/** Fills a draft from a record; whether it is one. */
export function readTranscript(
  whole: string,
  draft: EventDraft,
  session: TranscriptSession | undefined,
  options: TimeOptions,
): boolean {
  // The stars that open what follows.
  const text = whole.replace(/\s*\n\*{15,}\s*$/, '');
  const lines = text.split('\n');
  const [first = ''] = lines;
  draft.metadata['message'] = text;
  const title = TITLE.exec(first)?.[1];
  if (title !== undefined) return readFrame(lines, title, draft, session, options);
  const isTimed = first.startsWith(COMMAND_TIME);
  const typed = lines.slice(isTimed ? 2 : 0);
  const prompt = PROMPT.exec(typed[0] ?? '')?.[0];
  if (prompt === undefined) return false;
  const more = typed.slice(1).findIndex((line) => !line.startsWith('>>'));
  const command = [
    (typed[0] as string).slice(prompt.length).trim(),
    ...typed.slice(1, more < 0 ? undefined : more + 1).map((line) => line.slice(2).trim()),
  ];
  draft.eventType = 'command_executed';
  draft.action = { type: 'command', resource: command.join('\n') };
  describe(draft, session);
  if (isTimed) setLocal(draft, first.slice(COMMAND_TIME.length), 'Command start time', options);
  else if (session !== undefined && session.start !== '') {
    setLocal(draft, session.start, 'Start time', options, true);
  }
  return true;
}

function readFrame(
  lines: readonly string[],
  title: string,
  draft: EventDraft,
  session: TranscriptSession | undefined,
  options: TimeOptions,
): true {
  const fields = fieldsOf(lines.slice(1));
  draft.metadata['fields'] = fields;
  draft.eventType = title === 'start' ? 'session_opened' : 'session_closed';
  draft.action = { type: 'session' };
  describe(draft, title === 'start' ? sessionOf(['', ...lines, '*'.repeat(20)]) : session);
  const field = title === 'start' ? 'Start time' : 'End time';
  setLocal(draft, fieldText(fields, field) ?? '', field, options);
  return true;
}

function describe(draft: EventDraft, session: TranscriptSession | undefined): void {
  if (session === undefined) return;
  const { user, host, pid } = session;
  if (user !== '') draft.source.userId = user;
  if (host !== '') draft.metadata['host'] = { name: host };
  const name = 'powershell';
  draft.metadata['process'] = /^\d{1,10}$/.test(pid) ? { name, pid: Number(pid) } : { name };
}

function setLocal(draft: EventDraft, text: string, field: string, options: TimeOptions, isOfSession = false): void {
  const time = parseTime(text.trim(), options);
  if (time === undefined) return;
  const basis = time.basis;
  if (isOfSession && basis.doubt === undefined) basis.doubt = 'session-start';
  setTime(draft, time.timestamp, basis, field);
}
