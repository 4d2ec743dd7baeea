/** Single lines: their digest always, and in strict mode their form, their place and the bytes they were read from. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalBody, type RecordKind, recordLine } from '../../engines/chain/record.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { createFileStore, type FileStore } from '../vault/file-store.ts';
import { checkLinesFast, StrictLineCheck } from './line-checks.ts';

const ORIGIN = 'audittrailpro/case/test';
const folder = temporaryFolder();
/** Longer than the span that is read at once, so that several reads are needed. */
const RAW = Buffer.from(Array.from({ length: 300_000 }, (_, i) => `line ${i} of the source that was kept`).join('\n'));
let files: FileStore;
let source = '';

beforeAll(async () => {
  files = createFileStore(join(folder.path, 'files'), new Uint8Array(32));
  const stream = async function* (): AsyncGenerator<Uint8Array> {
    yield RAW;
  };
  source = (await files.acquire(stream())).sha256;
});
afterAll(() => folder.remove());

const line = (seq: number, kind: RecordKind, body: JsonObject, log = ORIGIN): string =>
  recordLine({
    at: '2026-01-01T00:00:00Z',
    bodyJson: canonicalBody(body),
    kind,
    log,
    salt: 'A'.repeat(22),
    seq,
  }) as string;
const originAt = (offset: number, length: number): JsonObject => ({
  source,
  offset,
  length,
  rawHash: nodeHasher.sha256Hex(RAW.subarray(offset, offset + length)),
});
const event = (seq: number, origin: JsonObject): string => line(seq, 'event', { origin });

const bytesOf = (lines: readonly string[]): Buffer[] => lines.map((text) => Buffer.from(text));
const checkFast = (lines: readonly string[], firstSeq: number) => checkLinesFast(bytesOf(lines), firstSeq, ORIGIN);

async function strict(lines: readonly string[], firstSeq: number) {
  const check = new StrictLineCheck(ORIGIN, files);
  try {
    return await check.check(bytesOf(lines), firstSeq);
  } finally {
    await check.close();
  }
}
const kindsOf = async (lines: string[], firstSeq = 0): Promise<[string, number | undefined][]> =>
  (await strict(lines, firstSeq)).findings.map(({ kind, seq }) => [kind, seq]);

describe('lines', () => {
  const lines = [
    event(5, originAt(0, 10)),
    line(6, 'rejection', { origin: originAt(11, 9) }),
    line(7, 'lock', { a: 1 }),
  ];

  it('give digests, counts and control records, the same in both modes', async () => {
    const fast = checkFast(lines, 5);
    expect(Buffer.from(fast.digests).toString('hex')).toBe(lines.map(nodeHasher.sha256TextHex).join(''));
    expect(fast.eventCount).toBe(1);
    expect(fast.controls).toEqual([{ seq: 7, kind: 'lock', at: '2026-01-01T00:00:00Z', body: { a: 1 } }]);
    expect(fast.findings).toEqual([]);
    expect(await strict(lines, 5)).toEqual(fast);
  });

  it('that quote an event, or hold one, are not taken for one', () => {
    const quoting = line(0, 'annotation', { note: '"kind":"event","log":"audittrailpro/case/test"' });
    const holding = line(1, 'annotation', { note: { kind: 'event', log: ORIGIN, salt: 'A'.repeat(22), seq: 1, v: 1 } });
    expect(checkFast([quoting, holding], 0)).toMatchObject({
      eventCount: 0,
      controls: [{ kind: 'annotation' }, { kind: 'annotation' }],
    });
  });

  it('that say they are events are counted, wherever they say it', () => {
    const elsewhere = line(4, 'event', {}, 'audittrailpro/case/another');
    expect(checkFast([event(12, originAt(0, 10)), elsewhere], 4)).toMatchObject({ eventCount: 2, findings: [] });
  });

  it('that are no text are told, where a stand-in would pass', async () => {
    const bytes = Buffer.from(line(0, 'lock', { a: '#' }));
    bytes[bytes.indexOf('#')] = 0xff;
    expect(checkLinesFast([bytes], 0, ORIGIN).findings).toMatchObject([{ kind: 'record-not-canonical', seq: 0 }]);
    const check = new StrictLineCheck(ORIGIN, files);
    expect((await check.check([bytes], 0)).findings).toMatchObject([{ kind: 'record-not-canonical', seq: 0 }]);
  });

  it.each([
    ['are no JSON', '{', 'record-not-canonical'],
    ['are nothing', '', 'record-not-canonical'],
    ['are no record', '{"a":1}', 'record-malformed'],
    ['have spaces', line(0, 'lock', {}).replace('{"at"', '{ "at"'), 'record-not-canonical'],
  ])('that %s are told in both modes', async (_, text, kind) => {
    expect(checkFast([text], 9).findings).toMatchObject([{ kind, seq: 9 }]);
    expect(await kindsOf([text], 9)).toEqual([[kind, 9]]);
  });
});

describe('a strict check', () => {
  it('tells an event that is not canonical', async () => {
    const text = event(0, originAt(0, 10)).replace('"offset":0', '"offset":0.0');
    expect(checkFast([text], 0).findings).toEqual([]);
    expect(await kindsOf([text])).toEqual([['record-not-canonical', 0]]);
  });

  it('tells a record in another’s place, or of another case', async () => {
    expect(await kindsOf([event(4, originAt(0, 10))], 3)).toEqual([['seq-mismatch', 3]]);
    expect(await kindsOf([line(0, 'lock', {}, 'audittrailpro/case/other')])).toEqual([['log-mismatch', 0]]);
  });

  it('tells an event that does not say where it comes from', async () => {
    expect(await kindsOf([line(0, 'event', {}), line(1, 'rejection', { origin: 'x' })])).toEqual([
      ['origin-missing', 0],
      ['origin-missing', 1],
    ]);
  });

  it('compares the bytes of every record, in any order and of any length', async () => {
    const origins = [
      originAt(0, 10),
      originAt(RAW.length - 5, 5),
      originAt(20, 9_500_000),
      originAt(3, 2),
      originAt(9_000_000, 40),
    ];
    expect(await kindsOf(origins.map((origin, i) => event(i, origin)))).toEqual([]);
  });

  it.each<[string, string, (origin: JsonObject) => JsonObject]>([
    ['other bytes', 'raw-mismatch', (origin) => ({ ...origin, rawHash: 'a'.repeat(64) })],
    ['another place', 'raw-mismatch', (origin) => ({ ...origin, offset: 101 })],
    ['a place behind the end', 'raw-mismatch', (origin) => ({ ...origin, offset: RAW.length - 3 })],
    ['a length of nothing', 'raw-mismatch', (origin) => ({ ...origin, length: 0 })],
    ['a length beyond the source', 'raw-mismatch', (origin) => ({ ...origin, length: 2 ** 50 })],
    ['a place before the start', 'origin-missing', (origin) => ({ ...origin, offset: -4 })],
    ['no place at all', 'origin-missing', (origin) => ({ ...origin, offset: 'here' })],
    ['no length', 'origin-missing', ({ offset }) => ({ source, offset: offset ?? 0 })],
    ['a place beyond all bounds', 'origin-missing', (origin) => ({ ...origin, offset: 2 ** 53 - 1 })],
    ['a list', 'origin-missing', () => [] as unknown as JsonObject],
  ])('tells %s as %s, and only there', async (_, kind, change) => {
    const lines = [event(0, originAt(50, 10)), event(1, change(originAt(100, 10))), event(2, originAt(200, 10))];
    expect(await kindsOf(lines)).toEqual([[kind, 1]]);
  });

  it('leaves sources alone that the case does not keep', async () => {
    expect(await kindsOf([event(0, { ...originAt(0, 5), source: 'f'.repeat(64) })])).toEqual([]);
    expect(await kindsOf([event(0, { ...originAt(0, 5), source: '../../case.db' })])).toEqual([]);
  });
});
