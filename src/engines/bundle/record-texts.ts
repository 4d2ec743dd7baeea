/**
 * The texts in a record that is no event which a person typed or evidence gave: those that could name what a redaction takes out.
 *
 * Pure. O(leaves). Not among them: words, counts, hashes, keys, ids and times that the program itself writes (who acted is said
 * in every bundle), and the bounds of a source's times. A signed act is read from its envelope.
 * Source: bundle-format.md §3, evidence-format.md §6. Trust: bodies may hold anything.
 */
import type { JsonObject, JsonValue } from '../event/audit-event.ts';
import { decodeBase64 } from '../kernel/bytes.ts';
import type { TextCodec } from '../kernel/ports.ts';

export interface RecordText {
  /** RFC 6901 pointer; below `/body/envelope/payload` into what was signed. */
  readonly at: string;
  readonly text: string;
}

/** The log's own housekeeping: nothing in it was typed or read. */
const WITHOUT_TEXTS: ReadonlySet<string> = new Set(['seal', 'epoch', 'segment', 'lock', 'unlock']);
/** Written by the program, wherever they stand. */
const OWN_WORDS: ReadonlySet<string> = new Set(
  [
    'operatorId by role vkey sig signature content words payloadType payload keyid',
    'act kind form format selection mode verdict state level outcome container arrival paper documents',
    'original parserVersion software bundleId caseId bootId id log nonce',
    'at time createdAt triedAt mtime firstTime lastTime gaps assumedTime note',
  ].flatMap((words) => words.split(' ')),
);
/** A view keeps its questions in `state`. */
const STATE_OF_VIEW = '/body/state';
const HASH = /^(?:sha(?:256|1):|md5:)?[0-9a-f]{32,}$/u;

/** @param body of a record of any kind but `event` */
export function textsOfRecord(codec: TextCodec, kind: string, body: JsonObject): RecordText[] {
  if (WITHOUT_TEXTS.has(kind)) return [];
  const texts: RecordText[] = [];
  walk(body, '/body', texts);
  const { envelope } = body;
  const payload = isObject(envelope) ? envelope['payload'] : undefined;
  if (typeof payload === 'string') addPayload(codec, payload, texts);
  return texts;
}

/** What is no JSON is looked at as it is: somebody may read it all the same. */
function addPayload(codec: TextCodec, payload: string, texts: RecordText[]): void {
  const at = '/body/envelope/payload';
  const bytes = decodeBase64(payload);
  if (bytes === undefined) return void texts.push({ at, text: payload });
  const text = codec.utf8(bytes, 0, bytes.length);
  try {
    walk(JSON.parse(text) as JsonValue, at, texts);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    texts.push({ at, text });
  }
}

function walk(value: JsonValue, at: string, texts: RecordText[]): void {
  if (typeof value === 'string') {
    if (!HASH.test(value)) texts.push({ at, text: value });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item, at, texts);
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    const below = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!OWN_WORDS.has(name) || (below === STATE_OF_VIEW && isObject(item))) walk(item, below, texts);
  }
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
