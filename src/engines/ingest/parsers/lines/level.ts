/**
 * Log levels in free text, and what they mean as severity.
 *
 * Pure; looks at the first LEVEL_CHARS characters after the time only.
 * Source: the level names of log4j, java.util.logging, Python logging, syslog, Apache, nginx, PostgreSQL and MySQL; single
 * letters of glog, Android and CUPS.
 * Trust: text of the log.
 */
import type { Severity } from '../../../event/audit-event.ts';

export const LEVEL_CHARS = 160;

const SEVERITY_OF: ReadonlyMap<string, Severity> = new Map([
  ['trace', 'low'],
  ['debug', 'low'],
  ['fine', 'low'],
  ['finer', 'low'],
  ['finest', 'low'],
  ['verbose', 'low'],
  ['info', 'low'],
  ['information', 'low'],
  ['informational', 'low'],
  ['config', 'low'],
  ['log', 'low'],
  ['note', 'low'],
  ['notice', 'low'],
  ['warn', 'medium'],
  ['warning', 'medium'],
  ['err', 'high'],
  ['error', 'high'],
  ['failure', 'high'],
  ['severe', 'high'],
  ['crit', 'critical'],
  ['critical', 'critical'],
  ['fatal', 'critical'],
  ['alert', 'critical'],
  ['emerg', 'critical'],
  ['emergency', 'critical'],
  ['panic', 'critical'],
]);

const LETTERS: Readonly<Record<string, string>> = {
  V: 'verbose',
  T: 'trace',
  D: 'debug',
  I: 'info',
  N: 'notice',
  W: 'warn',
  E: 'error',
  F: 'fatal',
  C: 'critical',
};

/** Capitals stand anywhere near the start; small letters only where brackets or `level=` make them a level. */
const CAPITALS =
  /(?:^|[\s[(<|:,"'=/-])(TRACE|DEBUG|FINE|FINER|FINEST|VERBOSE|INFO|INFORMATION|NOTICE|LOG|WARN|WARNING|ERR|ERROR|SEVERE|CRIT|CRITICAL|FATAL|ALERT|EMERG|EMERGENCY|PANIC)(?=[\s\])>|:,"'/-]|\d?$|\d[\s\])>|:])/;
const MARKED =
  /(?:\[(?:[\w.-]{1,40}:)?|<|\blevel="?|\blvl="?|\bloglevel="?|\bseverity="?)(trace|debug|verbose|info|information|notice|note|warn|warning|err|error|severe|crit|critical|fatal|alert|emerg|emergency)\d?(?=[\]>"\s,;]|$)/i;
const LEADING =
  /^[\s:|,-]{0,4}(trace|debug|verbose|info|information|notice|warn|warning|error|critical|fatal)(?=[\s/:,]|$)/i;
const LETTER = /^[\s:|-]{0,3}\[?([VTDINWEFC])(?:[\]/]|\s{1,3}(?=\S))/;

/** The severity a level name means, in any case; undefined where it is none. */
export function severityOfLevel(level: string): Severity | undefined {
  return SEVERITY_OF.get(level.toLowerCase());
}

/**
 * The level that a text names near its start, lower case; undefined where it names none.
 *
 * @param rest the line after its time
 */
export function findLevel(rest: string): string | undefined {
  const near = rest.length > LEVEL_CHARS ? rest.slice(0, LEVEL_CHARS) : rest;
  const leading = LEADING.exec(near)?.[1];
  if (leading !== undefined) return leading.toLowerCase();
  const marked = MARKED.exec(near);
  const capital = CAPITALS.exec(near);
  if (marked !== null && (capital === null || marked.index <= capital.index)) return marked[1]?.toLowerCase();
  if (capital !== null) return capital[1]?.toLowerCase();
  const letter = LETTER.exec(near)?.[1];
  return letter === undefined ? undefined : LETTERS[letter];
}
