/**
 * The words of many logs, in ours: event types, severities, outcomes.
 *
 * Pure. Event types are remembered (a bounded number of them).
 * Source: severities: RFC 5424 §6.2.1, OpenTelemetry log data model (SeverityNumber), Bunyan and Pino levels.
 * Trust: the words are the log's.
 */
import type { JsonValue, Severity } from '../../event/audit-event.ts';

const MAX_REMEMBERED = 8_192;
const MAX_TYPE_CHARS = 96;
const MAX_MESSAGE_CHARS = 512;
const remembered = new Map<string, string>();

/** `ConsoleLogin`, `user.session.start`, `Add member to role` -> lower-case words with underscores; '' for none. */
export function toEventType(name: string): string {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const words = name
    .slice(0, MAX_TYPE_CHARS)
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(name, words);
  return words;
}

const SEVERITY_WORDS = new Map<string, Severity>();
for (const [severity, words] of [
  ['critical', 'critical crit fatal emergency emerg alert panic severe'],
  ['high', 'high error err'],
  ['medium', 'medium moderate warning warn'],
  ['low', 'low notice info information informational informative debug trace verbose normal default ok none fine'],
] as const) {
  for (const word of words.split(' ')) SEVERITY_WORDS.set(word, severity);
}

/** What a number means as a severity depends on who wrote it. */
export type SeverityScale = 'syslog' | 'pino' | 'otel' | 'guardduty' | 'windows' | 'azure' | 'suricata' | 'ocsf';

/** For each scale, the least number of each severity, or the greatest where small numbers are grave. */
const SCALES: Record<SeverityScale, (value: number) => Severity> = {
  syslog: (value) => (value <= 2 ? 'critical' : value === 3 ? 'high' : value === 4 ? 'medium' : 'low'),
  windows: (value) => (value === 1 ? 'critical' : value === 2 ? 'high' : value === 3 ? 'medium' : 'low'),
  azure: (value) => (value === 1 ? 'critical' : value === 2 ? 'high' : value === 3 ? 'medium' : 'low'),
  suricata: (value) => (value === 1 ? 'high' : value === 2 ? 'medium' : 'low'),
  pino: (value) => (value >= 60 ? 'critical' : value >= 50 ? 'high' : value >= 40 ? 'medium' : 'low'),
  otel: (value) => (value >= 21 ? 'critical' : value >= 17 ? 'high' : value >= 13 ? 'medium' : 'low'),
  guardduty: (value) => (value >= 9 ? 'critical' : value >= 7 ? 'high' : value >= 4 ? 'medium' : 'low'),
  ocsf: (value) => (value >= 5 ? 'critical' : value === 4 ? 'high' : value === 3 ? 'medium' : 'low'),
};

/** The severity a value says, or undefined. Numbers are read by the scale; without one only words are. */
export function toSeverity(value: JsonValue | undefined, scale?: SeverityScale): Severity | undefined {
  if (typeof value === 'string') {
    const known = SEVERITY_WORDS.get(value);
    if (known !== undefined) return known;
    const word = value
      .slice(0, 24)
      .trim()
      .toLowerCase()
      .replace(/[0-9]+$/, '');
    if (word === '') return scale === undefined || value.trim() === '' ? undefined : toSeverity(Number(value), scale);
    return SEVERITY_WORDS.get(word);
  }
  if (typeof value === 'number' && scale !== undefined && Number.isFinite(value)) return SCALES[scale](value);
  return undefined;
}

const OUTCOME_WORDS = new Map<string, boolean>();
for (const word of 'success succeeded successful true ok pass passed allow allowed accept accepted permit granted yes completed 0'.split(
  ' ',
)) {
  OUTCOME_WORDS.set(word, true);
}
for (const word of 'failure failed fail false error deny denied block blocked reject rejected drop dropped refused no unsuccessful unauthorized forbidden timeout'.split(
  ' ',
)) {
  OUTCOME_WORDS.set(word, false);
}

/** Whether a value says that something worked; undefined where it says neither. */
export function toSuccess(value: JsonValue | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' || value.length > 24) return undefined;
  return OUTCOME_WORDS.get(value.toLowerCase());
}

/** HTTP status: 100-399 worked, 400-599 did not. */
export function statusToSuccess(value: JsonValue | undefined): boolean | undefined {
  const status = typeof value === 'string' ? Number(value) : value;
  if (typeof status !== 'number' || !(status >= 100 && status < 600)) return undefined;
  return status < 400;
}

/** The first line with something in it, at most 512 characters, without control characters. */
export function oneLine(text: string): string {
  if (text.length <= MAX_MESSAGE_CHARS && !/[\p{Cc}]/u.test(text)) return text;
  const from = text.search(/\S/);
  if (from < 0) return '';
  const line = text.slice(from, from + MAX_MESSAGE_CHARS + 1).split(/[\r\n]/, 1)[0] ?? '';
  const clean = line.replace(/\p{Cc}+/gu, ' ').trim();
  if (clean.length <= MAX_MESSAGE_CHARS) return clean;
  return `${clean.slice(0, MAX_MESSAGE_CHARS - 1).toWellFormed()}…`;
}
