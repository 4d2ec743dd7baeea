/**
 * Checks that one stored line can stand alone: its digest, and in strict mode its form, place and raw bytes.
 *
 * Source: evidence-format.md §8, checks 6 and 10.
 * Trust: lines come from a database that somebody with the key may have changed.
 */
import { hash } from 'node:crypto';
import { HASH_BYTES } from '../../engines/chain/merkle.ts';
import { parseRecord, type CaseRecord } from '../../engines/chain/record.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { Finding } from '../../shared/verdict.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { isOutOfReach, reasonOf } from './out-of-reach.ts';
import type { FileStore } from '../vault/file-store.ts';
import type { StoredFile } from '../vault/file-store-reader.ts';

/** A record that is not an event: what the log-wide checks need to see. */
export interface ControlRecord {
  seq: number;
  kind: CaseRecord['kind'];
  at: string;
  body: JsonObject;
}

export interface CheckedLines {
  /** 32 bytes a line. */
  digests: Uint8Array;
  controls: ControlRecord[];
  findings: Finding[];
  eventCount: number;
  /** Why something about these lines could not be checked. */
  notChecked: string[];
  /** Records [from, to) that could not be read at all; their digests say nothing. */
  unread: [number, number][];
}

const EVENT_MARK = Buffer.from('"kind":"event","log":');
/** From the end of a line to its seq, and what stands between the mark and the seq beside the log's name. */
const AFTER_SEQ = ',"v":1}'.length;
const AROUND_LOG = ',"salt":"'.length + 22 + '","seq":'.length;

/**
 * Digests of lines, and the control records among them. Lines are hashed as they lie: no text is made of an event.
 *
 * @param firstSeq the place the first line is stored at
 * @param origin of the log
 * @param digests where the digests go, 32 bytes a line
 */
export function checkLinesFast(
  lines: readonly Uint8Array[],
  firstSeq: number,
  origin: string,
  digests: Uint8Array = new Uint8Array(lines.length * HASH_BYTES),
): CheckedLines {
  const out = asBuffer(digests);
  const controls: ControlRecord[] = [];
  const findings: Finding[] = [];
  const logLength = Buffer.byteLength(JSON.stringify(origin));
  let eventCount = 0;
  let seqLength = String(firstSeq).length;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as Uint8Array;
    const seq = firstSeq + i;
    if (seq === 10 ** seqLength) seqLength++;
    digestInto(line, out, i);
    if (isEventAt(line, seqLength, logLength)) eventCount++;
    else if (readControl(line, seq, controls, findings)?.kind === 'event') eventCount++;
  }
  return { digests, controls, findings, eventCount, notChecked: [], unread: [] };
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Latin-1 text, which hash calls `binary`, costs less than hex or a Buffer, and its bytes are written at once. */
function digestInto(line: Uint8Array, out: Buffer, i: number): void {
  out.write(hash('sha256', line, 'binary'), i * HASH_BYTES, HASH_BYTES, 'latin1');
}

/** Whether the line says what it is where an event of this log with a seq this long says it; any other line is parsed. */
function isEventAt(line: Uint8Array, seqLength: number, logLength: number): boolean {
  const at = line.length - AFTER_SEQ - seqLength - AROUND_LOG - logLength - EVENT_MARK.length;
  for (let i = 0; i < EVENT_MARK.length; i++) if (line[at + i] !== EVENT_MARK[i]) return false;
  return true;
}

function readControl(
  line: Uint8Array,
  seq: number,
  controls: ControlRecord[],
  findings: Finding[],
): CaseRecord | undefined {
  const record = parseRecord(nodeTextCodec.utf8(line, 0, line.length));
  if (record.kind !== 'valid') {
    if (record.kind === 'invalid') findings.push(...record.findings.map((finding) => ({ ...finding, seq })));
    return undefined;
  }
  if (!nodeTextCodec.isUtf8(line)) {
    // What was parsed has a stand-in where the bytes are no text.
    findings.push({ kind: 'record-not-canonical', seq, message: 'This line is not in its canonical form.' });
    return undefined;
  }
  const { kind, at, body } = record.value;
  if (kind !== 'event' && kind !== 'rejection') controls.push({ seq, kind, at, body });
  return record.value;
}

export class StrictLineCheck {
  readonly #origin: string;
  readonly #files: FileStore;
  /** Open originals; null where the case does not keep this source. */
  readonly #originals = new Map<string, StoredFile | null>();

  constructor(origin: string, files: FileStore) {
    this.#origin = origin;
    this.#files = files;
  }

  /** As `checkLinesFast`. */
  async check(
    lines: readonly Uint8Array[],
    firstSeq: number,
    digests: Uint8Array = new Uint8Array(lines.length * HASH_BYTES),
  ): Promise<CheckedLines> {
    const out = asBuffer(digests);
    const controls: ControlRecord[] = [];
    const findings: Finding[] = [];
    const raws: { seq: number; origin: JsonObject }[] = [];
    let eventCount = 0;
    lines.forEach((line, i) => {
      const seq = firstSeq + i;
      digestInto(line, out, i);
      const record = readControl(line, seq, controls, findings);
      if (record === undefined) return;
      if (record.seq !== seq) {
        findings.push({
          kind: 'seq-mismatch',
          seq,
          expected: String(seq),
          actual: String(record.seq),
          message: `At place ${seq} of the log stands a record that says it is number ${record.seq}: it was moved, or others were removed or put in`,
        });
      }
      if (record.log !== this.#origin) {
        findings.push({
          kind: 'log-mismatch',
          seq,
          expected: this.#origin,
          actual: record.log,
          message: `Record ${seq} belongs to another case`,
        });
      }
      if (record.kind !== 'event' && record.kind !== 'rejection') return;
      if (record.kind === 'event') eventCount++;
      const origin = record.body['origin'];
      if (isPlace(origin)) raws.push({ seq, origin });
      else
        findings.push({ kind: 'origin-missing', seq, message: `Record ${seq} does not say where its bytes came from` });
    });
    const notChecked: string[] = [];
    await this.#checkRaw(raws, findings, notChecked);
    return { digests, controls, findings, eventCount, notChecked, unread: [] };
  }

  async close(): Promise<void> {
    for (const file of this.#originals.values()) await file?.close();
    this.#originals.clear();
  }

  /** Neighbouring records of one source lie next to each other in its file: one read serves many. */
  async #checkRaw(
    raws: readonly { seq: number; origin: JsonObject }[],
    findings: Finding[],
    notChecked: string[],
  ): Promise<void> {
    for (let start = 0; start < raws.length; ) {
      const source = raws[start]?.origin['source'];
      let end = start + 1;
      while (end < raws.length && raws[end]?.origin['source'] === source) end++;
      await this.#checkRawOf(String(source), raws.slice(start, end), findings, notChecked);
      start = end;
    }
  }

  async #checkRawOf(
    source: string,
    raws: readonly { seq: number; origin: JsonObject }[],
    findings: Finding[],
    notChecked: string[],
  ): Promise<void> {
    const file = await this.#original(source);
    if (file === null) return;
    for (let start = 0; start < raws.length; ) {
      const from = Number(raws[start]?.origin['offset']);
      let end = start;
      let to = from;
      while (end < raws.length) {
        const { offset, length } = (raws[end] as { origin: JsonObject }).origin;
        const last = Number(offset) + Number(length);
        if (Number(offset) < from || last - from > SPAN_BYTES) break;
        to = Math.max(to, last);
        end++;
      }
      if (end === start) {
        // One record longer than a span: by itself.
        to = from + Number(raws[start]?.origin['length']);
        end = start + 1;
      }
      let bytes: Uint8Array | undefined;
      try {
        bytes = await file.read(from, to - from);
      } catch (error) {
        if (isOutOfReach(error)) {
          const [first, last] = [raws[start]?.seq, raws[end - 1]?.seq];
          notChecked.push(
            `The raw bytes of the records ${first} to ${last}: their kept original ${source} cannot be read (${reasonOf(error)})`,
          );
          start = end;
          continue;
        }
        bytes = undefined;
      }
      for (const { seq, origin } of raws.slice(start, end)) {
        const at = Number(origin['offset']) - from;
        const slice = bytes?.subarray(at, at + Number(origin['length']));
        const actual = slice === undefined ? undefined : nodeHasher.sha256Hex(slice);
        if (actual === origin['rawHash']) continue;
        findings.push({
          kind: 'raw-mismatch',
          seq,
          expected: String(origin['rawHash']),
          ...(actual === undefined ? {} : { actual }),
          message: `The kept original of record ${seq} no longer holds the bytes the record was read from`,
        });
      }
      start = end;
    }
  }

  async #original(source: string): Promise<StoredFile | null> {
    const known = this.#originals.get(source);
    if (known !== undefined) return known;
    if (this.#originals.size >= MAX_OPEN_ORIGINALS) await this.close();
    let file: StoredFile | null = null;
    try {
      file = await this.#files.open(source);
    } catch {
      // Whether it should be there is the source record's word: originals-check.ts tells.
    }
    this.#originals.set(source, file);
    return file;
  }
}

/** A nonsensical place would spoil the span it is read with. */
function isPlace(origin: JsonObject[string] | undefined): origin is JsonObject {
  if (typeof origin !== 'object' || origin === null || Array.isArray(origin)) return false;
  const { offset, length } = origin;
  return (
    typeof offset === 'number' &&
    typeof length === 'number' &&
    offset >= 0 &&
    length >= 0 &&
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(length) &&
    Number.isSafeInteger(offset + length)
  );
}

const SPAN_BYTES = 8 * 1024 * 1024;
const MAX_OPEN_ORIGINALS = 64;
