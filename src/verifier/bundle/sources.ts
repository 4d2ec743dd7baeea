/**
 * Check 10: originals and other files have the hashes the log gives, and events were read from exactly these bytes.
 *
 * Reads each original once more, in windows, in the order of the events. Source: evidence-format.md §6 (`source`, `origin`)
 * and bundle-format.md §7. Trust: offsets and lengths come from lines; a read outside of the file is a failure, never an error.
 */
import { sha256Hex } from '../base/hash.ts';
import { count } from '../base/plain-text.ts';
import type { Folder } from '../bag/folder.ts';
import type { Findings } from './findings.ts';
import type { Origin } from './inspect-lines.ts';
import { ORIGINAL } from './layout.ts';
import type { RecordLine } from './line.ts';

const WINDOW = 1024 * 1024;
const MAX_SLICE = 64 * 1024 * 1024;

export class Sources {
  readonly #folder: Folder;
  readonly #findings: Findings;
  /** SHA-256 to size, of the originals that are here. */
  readonly #here = new Map<string, number>();
  #window = { source: '', at: 0, bytes: new Uint8Array() as Uint8Array };
  checkedSlices = 0;
  /** Events whose original is not in the bundle. */
  elsewhere = 0;

  constructor(
    folder: Folder,
    files: ReadonlyMap<string, { readonly sha256: string; readonly sizeBytes: number }>,
    findings: Findings,
  ) {
    this.#folder = folder;
    this.#findings = findings;
    for (const [path, { sha256, sizeBytes }] of files) {
      const name = ORIGINAL.exec(path)?.[1];
      if (name === undefined) continue;
      if (name !== sha256)
        findings.fail('source-changed', 'This file is not the one that its name says.', { file: path });
      else this.#here.set(name, sizeBytes);
    }
  }

  get isAnyHere(): boolean {
    return this.#here.size > 0;
  }

  async check(seq: number, { source, offset, length, rawHash }: Origin): Promise<void> {
    const size = this.#here.get(source);
    if (size === undefined) return void (this.elsewhere += 1);
    this.checkedSlices += 1;
    const isInside =
      Number.isSafeInteger(offset) &&
      Number.isSafeInteger(length) &&
      offset >= 0 &&
      length >= 0 &&
      offset + length <= size &&
      length <= MAX_SLICE;
    const slice = isInside ? await this.#read(source, offset, length) : undefined;
    if (slice === undefined || sha256Hex(slice) !== rawHash) {
      this.#findings.fail('slice-changed', `The original file is not the one that event ${count(seq)} was read from.`, {
        file: `data/files/${source}`,
        record: seq,
      });
    }
  }

  async #read(source: string, offset: number, length: number): Promise<Uint8Array> {
    const { bytes, at } = this.#window;
    const isHere = this.#window.source === source && offset >= at && offset + length <= at + bytes.length;
    if (isHere) return bytes.subarray(offset - at, offset - at + length);
    const read = await this.#folder.readAt(`data/files/${source}`, offset, Math.max(length, WINDOW));
    this.#window = { source, at: offset, bytes: read };
    return read.subarray(0, length);
  }

  /** @param hashes of the lists beside SHA-256, by algorithm and path */
  finish(records: readonly RecordLine[], hashes: ReadonlyMap<string, ReadonlyMap<string, string>>): void {
    const known = new Map<string, RecordLine>();
    for (const record of records) {
      const { sha256 } = record.body;
      if (record.kind === 'source' && typeof sha256 === 'string') known.set(sha256, record);
    }
    const items = new Set(
      records.flatMap(({ kind, body }) =>
        kind === 'custody' ? (JSON.stringify(body).match(/[0-9a-f]{64}/gu) ?? []) : [],
      ),
    );
    for (const [name, sizeBytes] of this.#here) {
      const source = known.get(name);
      const file = `data/files/${name}`;
      if (source === undefined) {
        if (!items.has(name)) this.#findings.fail('source-changed', 'No record of the case names this file.', { file });
        continue;
      }
      const { body, seq } = source;
      for (const algorithm of ['md5', 'sha1'] as const) {
        const here = hashes.get(algorithm)?.get(file);
        if (here !== undefined && body[algorithm] !== undefined && here !== body[algorithm]) {
          this.#findings.fail(
            'source-changed',
            `Its ${algorithm.toUpperCase()} is not the one in record ${count(seq)}.`,
            { file, record: seq },
          );
        }
      }
      if (body['sizeBytes'] !== sizeBytes)
        this.#findings.fail('source-changed', `Its size is not the one in record ${count(seq)}.`, {
          file,
          record: seq,
        });
    }
    const missing = [...known.keys()].filter((sha256) => !this.#here.has(sha256));
    if (missing.length > 0) {
      this.#findings.warn(
        10,
        `${count(missing.length)} of ${count(known.size)} sources are not in the bundle; what was read from them could not be compared with their bytes.`,
      );
    }
    if (this.checkedSlices > 0)
      this.#findings.note(10, `${count(this.checkedSlices)} events were compared with the bytes they were read from.`);
  }
}
