/**
 * Logs of Microsoft Configuration Manager: `<![LOG[text]LOG]!><time="19:33:19.766-330" date="11-28-2014" component=...>`.
 *
 * Pure, linear.
 * Source: CMTrace's format as documented for Configuration Manager; the number behind the clock is the bias in minutes,
 * UTC = local + bias; type 1 is information, 2 warning, 3 error; the month comes first.
 * Trust: text of the log.
 */
import type { EventDraft, JsonObject } from '../../../event/audit-event.ts';
import { parseTime } from '../../../event/time.ts';
import type { TimeOptions } from '../../../event/time.ts';
import { raiseSeverity, setTime } from '../lines/draft.ts';
import { fieldText, scanPairs } from '../lines/key-values.ts';

const START = '<![LOG[';
const END = ']LOG]!>';
const BIASED = /^(\d{1,2}:\d{2}:\d{2}(?:\.\d{1,9})?)([+-])(\d{1,4})$/;

/** Whether a line starts a record. */
export const isCmtraceStart = (line: string): boolean => line.startsWith(START);

/** Fills a draft from a record; whether it is one. */
export function readCmtrace(text: string, draft: EventDraft, options: TimeOptions): boolean {
  const end = text.lastIndexOf(END);
  if (!text.startsWith(START) || end < 0) return false;
  const fields: JsonObject = {};
  scanPairs(text, end + END.length, fields);
  draft.metadata['fields'] = fields;
  const component = fieldText(fields, 'component');
  if (component !== undefined && component !== '') draft.metadata['process'] = { name: component };
  const type = fieldText(fields, 'type');
  if (type === '2') raiseSeverity(draft, 'medium');
  if (type === '3') raiseSeverity(draft, 'high');
  const context = fieldText(fields, 'context');
  if (context !== undefined && context !== '') draft.source.userId = context;
  setCmtraceTime(draft, fields, options);
  return true;
}

function setCmtraceTime(draft: EventDraft, fields: JsonObject, options: TimeOptions): void {
  const date = fieldText(fields, 'date') ?? '';
  const clock = fieldText(fields, 'time') ?? '';
  const biased = BIASED.exec(clock);
  let text = `${date} ${clock}`;
  if (biased !== null) {
    const bias = Number(biased[3]);
    const hours = String(Math.trunc(bias / 60)).padStart(2, '0');
    text = `${date} ${biased[1] ?? ''}${biased[2] === '-' ? '+' : '-'}${hours}:${String(bias % 60).padStart(2, '0')}`;
  }
  const time = parseTime(text, { ...options, isDayFirst: false });
  if (time !== undefined) setTime(draft, time.timestamp, { ...time.basis, original: `${date} ${clock}` }, 'time');
}
