/**
 * Windows events as a search engine's forwarder renders them: a time, then `LogName=...`, `EventCode=...` line by line, at
 * the end `Message=` and the rendered text.
 *
 * Pure, linear. The names and the text are localised; only what the forwarder itself writes is read.
 * Source: Splunk's WinEventLog input.
 * Trust: text of the log; the message may hold lines that look like pairs and is not read for any.
 */
import type { EventDraft, JsonObject } from '../../../event/audit-event.ts';
import { addField, firstField } from '../lines/key-values.ts';

const HEAD = /\nLogName=/;
const PAIR = /^([A-Za-z]{2,40})=(.*)$/;
const MESSAGE = 'Message=';

/** Fills a draft, which has its time, from a record; whether it is one. */
export function readWindowsPairs(text: string, draft: EventDraft): boolean {
  if (!HEAD.test(text.slice(0, 200))) return false;
  const fields: JsonObject = {};
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.startsWith(MESSAGE)) {
      fields['Message'] = [line.slice(MESSAGE.length), ...lines.slice(index + 1)].join('\n').trimEnd();
      break;
    }
    const pair = PAIR.exec(line);
    if (pair !== null) addField(fields, pair[1] as string, pair[2] as string);
  }
  const code = firstField(fields, ['EventCode']);
  if (code === undefined) return false;
  const provider = firstField(fields, ['SourceName']) ?? '';
  draft.eventType = `windows_event_${code}`;
  draft.metadata['fields'] = fields;
  draft.metadata['message'] = `${code} ${firstField(fields, ['Message']) ?? provider}`;
  draft.metadata['event'] = { code, provider };
  draft.metadata['winlog'] = { channel: firstField(fields, ['LogName']) ?? '' };
  const host = firstField(fields, ['ComputerName']);
  if (host !== undefined) draft.metadata['host'] = { name: host };
  const user = firstField(fields, ['User']) ?? 'NOT_TRANSLATED';
  const name = user === 'NOT_TRANSLATED' ? firstField(fields, ['Sid']) : user;
  if (name === undefined || name === 'S-1-0-0') delete draft.source.userId;
  else draft.source.userId = name;
  return true;
}
