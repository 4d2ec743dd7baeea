/**
 * Endless audit events for measurements: JSON lines in the shape of our own audit log, as many as asked for.
 *
 * Pure and seeded. 20 fields and `details`, a message of twelve words whose frequencies follow Zipf's law; a line has
 * 899 bytes on average. Above 150,000 lines a second on one core.
 */
import { Prng } from './prng.ts';

export interface AuditStreamOptions {
  /** Each message also holds an address, a port and an id of its own: what makes an index grow. Default false. */
  realistic?: boolean;
}

const START_MS = 1_735_689_600_000; // 2025-01-01T00:00:00Z
const SPAN_MS = 30 * 86_400_000;
const CHUNK_CHARS = 65_536;
const WORDS_IN_MESSAGE = 12;
const VOCABULARY = 6000;
/** Entries of the word table, a power of two: one look-up for one draw. */
const WORD_TABLE_BITS = 16;

const SYLLABLES = [
  'ac',
  'ber',
  'cor',
  'den',
  'el',
  'fin',
  'gra',
  'hal',
  'in',
  'jor',
  'kan',
  'lo',
  'mar',
  'ne',
  'or',
  'pra',
  'qui',
  'ra',
  'sol',
  'tar',
  'un',
  'vel',
  'wim',
  'xen',
  'yor',
  'zan',
] as const;

const EVENTS = [
  ['user_login', 'authentication', 'session', 'POST'],
  ['user_logout', 'authentication', 'session', 'DELETE'],
  ['record_viewed', 'read', 'patients', 'GET'],
  ['record_updated', 'update', 'patients', 'PUT'],
  ['record_created', 'create', 'orders', 'POST'],
  ['report_exported', 'export', 'reports', 'POST'],
  ['permission_changed', 'update', 'roles', 'PATCH'],
  ['file_downloaded', 'read', 'files', 'GET'],
] as const;
const SEVERITIES = ['low', 'low', 'low', 'low', 'low', 'medium', 'medium', 'high'] as const;
const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'ap-south-1'] as const;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:136.0) Gecko/20100101 Firefox/136.0',
  'audit-agent/2.14.0 (linux; x64) node/24.1.0',
] as const;

/** Different words, short and frequent first. */
function makeVocabulary(prng: Prng): string[] {
  const words = new Set<string>();
  while (words.size < VOCABULARY) {
    const count = words.size < 150 ? 2 : prng.int(2, 4);
    let word = '';
    for (let at = 0; at < count; at++) word += prng.pick(SYLLABLES);
    words.add(word);
  }
  return [...words];
}

/** A table in which the word of rank r stands in a share of 1/r of the places. */
function makeZipfTable(words: readonly string[]): string[] {
  const total = words.reduce((sum, _, rank) => sum + 1 / (rank + 1), 0);
  const size = 2 ** WORD_TABLE_BITS;
  const table: string[] = [];
  let reached = 0;
  words.forEach((word, rank) => {
    reached += 1 / (rank + 1) / total;
    // Every word keeps one place, so that rare words are rare and not absent.
    const until = Math.max(table.length + 1, Math.round(reached * (size - (words.length - rank))));
    while (table.length < until && table.length < size) table.push(word);
  });
  while (table.length < size) table.push(words[0] ?? '');
  return table;
}

const HEX = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));
const hex8 = (word: number): string => `${HEX[word >>> 16]}${HEX[word & 0xffff]}`;

/**
 * @param seed an integer; its low 32 bits count
 * @param count lines, from 0
 * @returns chunks of about 64 KiB of whole lines, each ending with a line feed; times rise over 30 days
 */
export function* generateAuditLines(
  seed: number,
  count: number,
  { realistic = false }: AuditStreamOptions = {},
): Generator<string> {
  const prng = new Prng(seed);
  const words = makeZipfTable(makeVocabulary(prng));
  const users = Array.from({ length: 500 }, (_, at) => `user-${String(at).padStart(4, '0')}@example.com`);
  const hosts = Array.from({ length: 40 }, (_, at) => `app-${String(at).padStart(2, '0')}.fra.example.net`);
  const word = (): string => words[prng.u32() >>> (32 - WORD_TABLE_BITS)] as string;
  // Drawn once in pairs: half the draws and joins for each line.
  const pairs = words.map(() => `${word()} ${word()}`);
  const pair = (): string => pairs[prng.u32() >>> (32 - WORD_TABLE_BITS)] as string;
  let text = '';
  for (let line = 0; line < count; line++) {
    const timestamp = new Date(START_MS + Math.floor((line / count) * SPAN_MS)).toISOString();
    const one = prng.u32();
    const two = prng.u32();
    const three = prng.u32();
    const four = prng.u32();
    const [eventType, type, kind, method] = EVENTS[one & 7] as (typeof EVENTS)[number];
    const ip = `10.${(two >>> 8) & 15}.${(two >>> 16) & 255}.${two & 255}`;
    const oneHex = hex8(one);
    const twoHex = hex8(two);
    const threeHex = hex8(three);
    const fourHex = hex8(four);
    let message = pair();
    for (let at = 2; at < WORDS_IN_MESSAGE; at += 2) message += ` ${pair()}`;
    if (realistic) message += ` from ${ip} port ${1024 + (three & 0x7fff)} id ${threeHex}${fourHex}`;
    text += `{"eventId":"evt-${oneHex}-${hex8(line)}","timestamp":"${timestamp}","eventType":"${eventType}","severity":"${SEVERITIES[(one >>> 3) & 7]}","source":{"ip":"${ip}","userAgent":"${AGENTS[(one >>> 6) & 3]}","userId":"${users[two % 500]}","sessionId":"sess-${twoHex}${threeHex}","tenantId":"tenant-${(one >>> 8) & 31}"},"action":{"type":"${type}","resource":"/api/v2/${kind}/${three % 100_000}","method":"${method}","success":${(four & 63) !== 0},"details":{"bytes":${four % 1_000_000},"rows":${(four >>> 7) & 1023},"status":${(four & 63) === 0 ? 403 : 200},"query":"${pair()} ${word()}","labels":["${word()}","${word()}"],"approved":true,"reviewer":null,"channel":"internal-gateway-a"}},"metadata":{"message":"${message}","service":"records-gateway","version":"4.${one & 15}.${two & 7}","host":"${hosts[three % 40]}","region":"${REGIONS[(four >>> 5) & 3]}","traceId":"${fourHex}${oneHex}${twoHex}${threeHex}","durationMs":${(three >>> 9) % 2000}}}\n`;
    if (text.length >= CHUNK_CHARS) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}
