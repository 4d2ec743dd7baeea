/**
 * From an event back to its bytes: every event of the sample case, and of real files of every format, is derived again from the
 * original and comes out the same; and where the original or the record was changed, it is said.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { writeSampleCase } from '../../host/workstation/sample-logs.ts';
import { createHost } from '../../host/create-host.ts';
import { deriveKey } from '../../host/vault/case-keys.ts';
import { findHotBlock } from '../../host/vault/case-store.ts';
import { unpackHot } from '../../host/vault/hot-lines.ts';
import { createCase, openCase } from '../../host/vault/open-case.ts';
import type { CaseSession, SourceReport } from '../../host/vault/session.ts';
import { openDatabase } from '../../host/vault/sqlite.ts';
import { findOperation } from '../../shared/contract/index.ts';
import { hasShared, sharedPath } from '../helpers/shared-data.ts';
import {
  fillCase,
  makeCase,
  moveEventsToSegment,
  PASSPHRASE,
  temporaryFolder,
  writeAuditLines,
} from '../helpers/temporary-case.ts';

const SEED = 20260717;
const SAMPLE = 120;

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

/** Park-Miller: the same events in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

interface Place {
  seq: number;
  source: string;
}

async function placesOf(session: CaseSession): Promise<Place[]> {
  const places: Place[] = [];
  for (const query of ['*', 'kind:rejection']) {
    for await (const page of session.scan({ query }, {})) {
      for (const { seq, origin } of page) places.push({ seq, source: origin.source });
    }
  }
  return places;
}

/** A few of every source, first and last among them, and others by chance. */
function spread(places: readonly Place[], count: number): number[] {
  const random = seeded(SEED);
  const chosen = new Set<number>();
  const bySource = [...Map.groupBy(places, ({ source }) => source).values()];
  for (const all of bySource) for (const i of [0, all.length - 1]) chosen.add((all[i] as Place).seq);
  while (chosen.size < Math.min(places.length, count)) {
    const all = bySource[random(bySource.length)] as Place[];
    chosen.add((all[random(all.length)] as Place).seq);
    chosen.add((places[random(places.length)] as Place).seq);
  }
  return [...chosen];
}

async function expectSame(session: CaseSession, seqs: readonly number[]): Promise<Map<string | null, number>> {
  const byParser = new Map<string | null, number>();
  const others: unknown[] = [];
  for (const seq of seqs) {
    const answer = await session.rederive(seq, {});
    const { outcome, parser, rawHashMatches, recordMatchesLeaf, derivedMatchesLeaf } = answer;
    const isSame = outcome === 'same' && rawHashMatches && recordMatchesLeaf && derivedMatchesLeaf;
    if (!isSame) others.push(answer);
    byParser.set(parser, (byParser.get(parser) ?? 0) + 1);
  }
  expect(others).toEqual([]);
  return byParser;
}

async function filledCase(name: string, paths: string[], options: { keepOriginals?: boolean; timeZone?: string } = {}) {
  const dir = at(name);
  await makeCase(dir);
  const filled = await fillCase(dir, { paths, ...options });
  return { ...filled, session: await openCase({ dir, passphrase: PASSPHRASE }) };
}

describe('the sample case', () => {
  it('gives every sampled event again from its bytes, kept or by reference', async () => {
    mkdirSync(at('sample'));
    const { evidenceDir } = await writeSampleCase(at('sample'));
    for (const keepOriginals of [true, false]) {
      const { session } = await filledCase(`sample-${keepOriginals}`, [evidenceDir], { keepOriginals });
      try {
        const seqs = spread(await placesOf(session), keepOriginals ? SAMPLE : 30);
        const byParser = await expectSame(session, seqs);
        expect([...byParser.keys()].filter((parser) => parser !== null).length).toBeGreaterThan(2);
        const [seq = 0] = seqs;
        expect(await session.rawBytes({ seq })).toMatchObject({
          availability: keepOriginals ? 'kept' : 'by-reference',
          rawHash: { matches: true },
          recordMatchesLeaf: true,
        });
      } finally {
        await session.close();
      }
    }
  }, 600_000);
});

const DATA = sharedPath('data');
/** Small files of a folder, so that a spread over all formats stays quick. */
function someFiles(relative: string, count: number, maxBytes = 4_000_000): string[] {
  const root = join(DATA, relative);
  if (!existsSync(root)) return [];
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile() && statSync(path).size > 0 && statSync(path).size <= maxBytes)
    .toSorted();
  const step = Math.max(1, Math.floor(files.length / count));
  return files.filter((_, i) => i % step === 0).slice(0, count);
}

describe.skipIf(!hasShared)('real files of every format', () => {
  it('give every sampled event and rejection again from their bytes, out of archives too', async () => {
    const folders = readdirSync(DATA).filter((name) => statSync(join(DATA, name)).isDirectory());
    const paths = folders.flatMap((name) => someFiles(name, 14));
    const { session, result } = await filledCase('real', paths);
    try {
      const byParser = await expectSame(session, spread(await placesOf(session), SAMPLE));
      expect([...byParser.keys()].filter((parser) => parser !== null).toSorted()).toEqual(
        expect.arrayContaining(['csv', 'evtx', 'json', 'syslog', 'text']),
      );
      expect(result.sources.some(({ path }: SourceReport) => path.includes('!/'))).toBe(true);
    } finally {
      await session.close();
    }
  }, 600_000);
});

const stamp = (i: number): string => new Date(Date.UTC(2026, 2, 1) + i * 1000).toISOString();
const ROWS = Array.from({ length: 30_000 }, (_, i) => i);
const linesOf = (row: (i: number) => string): string => `${ROWS.map(row).join('\n')}\n`;
const call = (i: number) => ({
  eventTime: stamp(i),
  eventName: `Call${i % 9}`,
  note: 'a { brace, ] in text'.repeat(2),
});
const callText = (i: number): string => JSON.stringify(call(i));
const batch = (i: number): string => Array.from({ length: 10 }, (_, k) => callText(i * 10 + k)).join(', ');
const counted = (text: string): string => `${text.length} ${text}`;

/** Larger than a piece; in many of them only what comes before says where a record starts. */
const LARGE_SOURCES: [name: string, parser: string, content: () => string | Uint8Array][] = [
  ['records.json', 'json', () => `{"Records":[${ROWS.map(callText).join(',')}]}`],
  ['array.json', 'json', () => `[\n${ROWS.map((i) => JSON.stringify(call(i), null, 2)).join(',\n')}\n]\n`],
  [
    'batches.jsonl',
    'json',
    () =>
      `${ROWS.slice(0, 3000)
        .map((i) => `{"Records":[${batch(i)}]}  `)
        .join('\n')}\n`,
  ],
  [
    'two-a-line.jsonl',
    'json',
    () => linesOf((i) => `${callText(i)} ${JSON.stringify({ ...call(i), second: true })}  `),
  ],
  ['table.csv', 'csv', () => `time,user,text\n${linesOf((i) => `${stamp(i)},user${i % 7},"one ${i}\nline, ""two"""`)}`],
  [
    'stack.log',
    'text',
    () => linesOf((i) => `${stamp(i)} ERROR worker failed ${i}\n  at first (a.ts:${i})\n  at second`),
  ],
  [
    'mail.log',
    'syslog',
    () => linesOf((i) => `Mar  1 0${i % 10}:1${i % 6}:00 host app[${i}]: message ${i}\n\tand more`),
  ],
  [
    'frames.syslog',
    'syslog',
    () => ROWS.map((i) => counted(`<34>1 ${stamp(i)} host app ${i} ID - message ${i}`)).join(''),
  ],
  ['wide.log', 'text', () => Buffer.from(`\ufeff${linesOf((i) => `${stamp(i)} wide line ${i}\r`)}`, 'utf16le')],
  ['wide.json', 'json', () => Buffer.from(`\ufeff${linesOf(callText)}`, 'utf16le')],
  [
    'latin.log',
    'text',
    () =>
      Buffer.from(
        linesOf((i) => `${stamp(i)} r\u00e9sum\u00e9 ${i}`),
        'latin1',
      ),
  ],
  ['audit.jsonl.gz', 'json', () => gzipSync(linesOf((i) => JSON.stringify({ time: stamp(i), user: `u${i}` })))],
  ['audit.log.zst', 'text', () => zstdCompressSync(`${linesOf((i) => `${stamp(i)} packed ${i}`)}the end is cut`)],
  [
    'long.jsonl',
    'json',
    () => `{"time":"${stamp(1)}"}\n{"text":"${'x'.repeat(17 * 1024 * 1024)}"}\n{"time":"${stamp(2)}"}\n{"cut":`,
  ],
  ['nobody.bin', 'null', () => Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)],
];

describe('a source of more than one piece', () => {
  it.each(LARGE_SOURCES)(
    '%s gives its records again, from wherever it has to be read',
    async (name, parser, content) => {
      writeFileSync(at(name), content());
      const { session } = await filledCase(`case-of-${name}`, [at(name)], { timeZone: '+02:00' });
      try {
        const places = await placesOf(session);
        const seqs = spread(places, 12);
        expect(await expectSame(session, seqs)).toEqual(new Map([[parser === 'null' ? null : parser, seqs.length]]));
        expect(places.length).toBeGreaterThan(parser === 'null' ? 0 : 3);
      } finally {
        await session.close();
      }
    },
    60_000,
  );
});

describe('a changed original', () => {
  it('that was taken by reference is told from one that is the same', async () => {
    const path = at('referenced.jsonl');
    writeAuditLines(path, 500);
    const before = readFileSync(path, 'utf8');
    const { mtimeMs } = statSync(path);
    const { session } = await filledCase('referenced', [path], { keepOriginals: false });
    try {
      const seqs = (await placesOf(session)).map(({ seq }) => seq);
      const seq = seqs[100] as number;
      expect(await session.rederive(seq, {})).toMatchObject({ outcome: 'same', availability: 'by-reference' });

      // As long, and with the old time: only the bytes say it.
      writeFileSync(path, before.replace('entry 100 of', 'entry 1xx of'));
      utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
      const forged = await session.rederive(seq, {});
      expect(forged).toMatchObject({ outcome: 'different', rawHashMatches: false, derivedMatchesLeaf: false });
      expect(forged.differences.map(({ path: place }) => place)).toContain('metadata.message');
      expect(await session.rawBytes({ seq })).toMatchObject({
        rawHash: { matches: false },
        reason: expect.any(String),
      });
      expect(await session.rederive(seqs[200] as number, {})).toMatchObject({ outcome: 'same' });

      writeFileSync(path, `\n${before}`);
      expect(await session.rederive(seq, {})).toMatchObject({
        outcome: 'different',
        availability: 'changed',
        reason: expect.stringContaining('bytes now'),
      });
      writeFileSync(path, before.slice(0, 40));
      expect(await session.rawBytes({ seq })).toMatchObject({ availability: 'changed', rawHash: { matches: false } });
      rmSync(path);
      expect(await session.rederive(seq, {})).toMatchObject({
        outcome: 'could-not',
        availability: 'missing',
        rawHashMatches: null,
      });
      expect(await session.rawBytes({ seq })).toMatchObject({
        availability: 'missing',
        bytesBase64: null,
        rawHash: { matches: null },
      });
    } finally {
      await session.close();
    }
  }, 60_000);

  it('that is kept is damaged or missing, and nothing is said to be the same', async () => {
    const path = at('kept.jsonl');
    writeAuditLines(path, 300);
    const { session, dir, result } = await filledCase('kept', [path]);
    try {
      const [seq = 0] = (await placesOf(session)).map((place) => place.seq);
      const kept = join(dir, 'files', String(result.sources[0]?.sha256));
      copyFileSync(kept, at('spare'));
      const bytes = readFileSync(kept);
      bytes[60] = (bytes[60] as number) ^ 1;
      writeFileSync(kept, bytes);
      expect(await session.rederive(seq, {})).toMatchObject({ outcome: 'could-not', availability: 'damaged' });
      expect(await session.rawBytes({ seq })).toMatchObject({ availability: 'damaged', bytesBase64: null });
      rmSync(kept);
      expect(await session.rawBytes({ seq })).toMatchObject({ availability: 'missing', rawHash: { matches: null } });
      copyFileSync(at('spare'), kept);
      expect(await session.rederive(seq, {})).toMatchObject({ outcome: 'same' });
    } finally {
      await session.close();
    }
  }, 60_000);
});

describe('a changed record', () => {
  it('is shown with both hashes, refused by nobody, and its bytes still say what it was', async () => {
    const path = at('changed.jsonl');
    writeAuditLines(path, 200);
    const { session, dir, dataKey } = await filledCase('changed', [path]);
    const seqs = (await placesOf(session)).map(({ seq }) => seq);
    const seq = seqs[20] as number;
    const neighbour = await session.storedRecord(seq + 1);
    expect(neighbour).toMatchObject({ matchesLeaf: true, kind: 'event', place: 'hot' });
    expect(neighbour.digest).toBe(
      createHash('sha256')
        .update(Buffer.from(neighbour.lineBase64 ?? '', 'base64'))
        .digest('hex'),
    );
    expect((await session.checkProof(seq)).valid).toBe(true);
    await session.close();

    const db = openDatabase(join(dir, 'case.db'), deriveKey(dataKey, 'db', 'case.db'));
    for (const name of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
      db.exec(`DROP TRIGGER ${String(name)}`);
    }
    const block = findHotBlock(db, seq);
    const lines = unpackHot(block?.lines ?? new Uint8Array()) as string[];
    const i = seq - (block?.firstSeq ?? 0);
    lines[i] = String(lines[i]).replace('entry 20 of', 'entry 99 of');
    db.prepare('UPDATE hot_block SET lines = ? WHERE first_seq = ?').run(
      zstdCompressSync(lines.join('\n')),
      block?.firstSeq,
    );
    db.close();

    const opened = await openCase({ dir, passphrase: PASSPHRASE, readOnly: true });
    try {
      const stored = await opened.storedRecord(seq);
      expect(stored).toMatchObject({ kind: 'event', matchesLeaf: false, reason: expect.any(String) });
      expect(stored.line).toContain('entry 99 of');
      expect(stored.digest).not.toBe(stored.sealedDigest);
      expect(await opened.storedRecord(seq - 1)).toMatchObject({ matchesLeaf: true });
      expect(await opened.rederive(seq, {})).toMatchObject({
        outcome: 'different',
        recordMatchesLeaf: false,
        rawHashMatches: true,
        // The bytes give the very record that was sealed.
        derivedMatchesLeaf: true,
        differences: [
          { path: 'metadata.message', recorded: expect.stringContaining('99'), derived: expect.stringContaining('20') },
        ],
      });
      const proof = await opened.checkProof(seq);
      expect(proof.valid).toBe(false);
      expect(proof.steps.map(({ id, valid }) => [id, valid])).toEqual([
        ['record', true],
        ['leaf', true],
        ['path', true],
        ['root', false],
        ['signature', true],
      ]);
      expect(await opened.rawBytes({ seq, contextBytes: 10 })).toMatchObject({
        rawHash: { matches: true },
        recordMatchesLeaf: false,
        reason: expect.stringContaining('not what was sealed'),
      });
    } finally {
      await opened.close();
    }
  }, 60_000);
});

describe('over the contract', () => {
  it('every answer has the shape that was agreed', async () => {
    const path = at('contract.log');
    writeFileSync(path, 'Mar  1 00:00:01 host app[1]: one\n\tmore\nMar  1 00:00:02 host app[1]: two\n');
    const { session } = await filledCase('contract', [path], { keepOriginals: false });
    const [seq = 0] = (await placesOf(session)).map((place) => place.seq);
    await session.close();
    const host = createHost({ checkOutput: true });
    const call = async (name: string, input: object): Promise<Record<string, unknown>> => {
      const reply = await host.call(name, input);
      if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${reply.error.message}`);
      return reply.value as Record<string, unknown>;
    };
    try {
      const { handle } = await call('case.open', { dir: at('contract'), passphrase: PASSPHRASE, operatorId: 'lead' });
      expect(await call('event.raw', { handle, seq, contextBytes: 64 })).toMatchObject({
        availability: 'by-reference',
        bytesBase64: Buffer.from('Mar  1 00:00:01 host app[1]: one\n\tmore').toString('base64'),
        contextBefore: { offset: 0, bytesBase64: '' },
        rawHash: { matches: true },
        notChecked: [expect.stringContaining('hash of the whole source')],
      });
      expect(await call('event.raw', { handle, seq: 0 })).toMatchObject({ availability: 'no-source' });
      expect(await call('event.checkProof', { handle, seq })).toMatchObject({ valid: true });
      expect(await call('record.get', { handle, seq })).toMatchObject({ matchesLeaf: true });
      const { jobId } = await call('event.rederive', { handle, seq });
      const { result, state } = await call('job.get', { jobId, wait: true });
      expect(state).toBe('done');
      expect(findOperation('event.rederive')?.result?.parse(result)).toMatchObject({
        outcome: 'same',
        parser: 'syslog',
      });
    } finally {
      await host.close();
    }
  }, 60_000);
});

describe('records of every kind', () => {
  it('are shown from the hot part and from segments, and acts have no bytes', async () => {
    const path = at('kinds.jsonl');
    writeAuditLines(path, 3000);
    const dir = at('kinds');
    await makeCase(dir);
    await fillCase(dir, { paths: [path] });
    await moveEventsToSegment(dir);
    const session = await openCase({ dir, passphrase: PASSPHRASE });
    try {
      const { recordCount } = await session.info();
      const places = new Set<string | null>();
      for (let seq = 0; seq < recordCount; seq += 7) {
        const stored = await session.storedRecord(seq);
        expect(stored).toMatchObject({
          matchesLeaf: true,
          digest: stored.sealedDigest,
          leafHash: stored.sealedLeafHash,
        });
        places.add(stored.place);
      }
      expect(places).toEqual(new Set(['hot', 'segment']));
      expect(await session.rawBytes({ seq: 0 })).toMatchObject({ availability: 'no-source', bytesBase64: null });
      expect(await session.rederive(0, {})).toMatchObject({ outcome: 'could-not' });
      await expect(session.storedRecord(recordCount + 50)).rejects.toMatchObject({ code: 'RECORD_NOT_FOUND' });

      const [, seq = 0] = (await placesOf(session)).map((place) => place.seq);
      const raw = await session.rawBytes({ seq, maxBytes: 10, contextBytes: 5 });
      const bytes = readFileSync(path);
      const text = (base64: string | undefined | null): string => Buffer.from(base64 ?? '', 'base64').toString('utf8');
      const { offset, length } = raw as { offset: number; length: number };
      expect([
        text(raw.contextBefore?.bytesBase64),
        text(raw.bytesBase64),
        text(raw.contextAfter?.bytesBase64),
      ]).toEqual([
        bytes.toString('utf8', offset - 5, offset),
        bytes.toString('utf8', offset, offset + 10),
        bytes.toString('utf8', offset + length, offset + length + 5),
      ]);
      expect(raw).toMatchObject({ isTruncated: true, rawHash: { matches: true }, isSourceHashChecked: false });
      const aborting = new AbortController();
      aborting.abort();
      await expect(session.rederive(seq, { signal: aborting.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    } finally {
      await session.close();
    }
  }, 60_000);

  it('of a case in use are compared as soon as a head covers them', async () => {
    const session = await createCase({
      dir: at('fresh'),
      name: 'Fresh',
      operatorId: 'lead',
      operatorName: 'Lead',
      passphrase: PASSPHRASE,
    });
    try {
      const check = await session.checkProof(0);
      expect(check).toMatchObject({
        valid: true,
        index: 0,
        computedRoot: check.headRoot,
        keyName: (await session.info()).origin,
      });
      expect(check.path.at(-1)?.result ?? check.leafHash).toBe(check.computedRoot);
    } finally {
      await session.close();
    }
  }, 60_000);
});
