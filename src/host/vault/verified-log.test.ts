/**
 * Reading with proof, on a real case: what is sealed is shown, what was changed is not, and what is committed but not yet
 * under a head is not taken for changed.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leafOfDigest } from '../../engines/chain/entry.ts';
import { parseVkey } from '../../engines/chain/note.ts';
import { verifyTlogProof } from '../../engines/chain/tlog-proof.ts';
import { decodeHex } from '../../engines/kernel/bytes.ts';
import { expectValid } from '../../test/helpers/expect-verdict.ts';
import { fillCase, makeCase, PASSPHRASE, temporaryFolder, writeAuditLines } from '../../test/helpers/temporary-case.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { deriveKey } from './case-keys.ts';
import { CaseLog } from './case-log.ts';
import { CaseReader } from './case-reader.ts';
import { findHotBlock, findNewestHead, heads, hotBlockPlaces, segments } from './case-store.ts';
import { CaseWriter } from './case-writer.ts';
import { headSigner, notePorts } from './head-signer.ts';
import { unpackHot } from './hot-lines.ts';
import { rollUpWhenLarge } from './roll-up.ts';
import { openDatabase, type ReadDb, type WriteDb } from './sqlite.ts';
import { VerifiedLog } from './verified-log.ts';

const folder = temporaryFolder();
const dir = join(folder.path, 'case');
let writer: CaseWriter;
let db: ReadDb;
let log: VerifiedLog;

beforeAll(async () => {
  const evidence = join(folder.path, 'a.jsonl');
  writeAuditLines(evidence, 700);
  await makeCase(dir);
  await fillCase(dir, { paths: [evidence] });
  writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
  db = openDatabase(join(dir, 'case.db'), deriveKey(writer.dataKey, 'db', 'case.db'), { readonly: true });
  log = new VerifiedLog(db, writer.origin, writer.headVkeys);
});
afterAll(() => {
  db.close();
  writer.close();
  folder.remove();
});

const lines = (from: ReadDb = db): string[] =>
  hotBlockPlaces(from).flatMap(
    ({ firstSeq }) => unpackHot(findHotBlock(from, firstSeq)?.lines ?? new Uint8Array()) ?? [],
  );
const broken = (seq?: number) =>
  expect.objectContaining({ code: 'CASE_LOG_BROKEN', ...(seq === undefined ? {} : { details: { seq } }) });

/** A copy of the database with something changed by somebody who has the key. */
function tampered(change: (copy: WriteDb) => void): { log: VerifiedLog; db: WriteDb } {
  const path = join(folder.path, 'copy.db');
  const whole = openDatabase(join(dir, 'case.db'), deriveKey(writer.dataKey, 'db', 'case.db'));
  whole.pragma('wal_checkpoint(TRUNCATE)');
  whole.close();
  copyFileSync(join(dir, 'case.db'), path);
  const copy = openDatabase(path, deriveKey(writer.dataKey, 'db', 'case.db'));
  for (const name of copy.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    copy.exec(`DROP TRIGGER ${String(name)}`);
  }
  change(copy);
  return { log: new VerifiedLog(copy, writer.origin, writer.headVkeys), db: copy };
}

describe('a sealed record', () => {
  it('is shown with its digest and chain value', () => {
    const all = lines();
    expect(log.size).toBe(all.length);
    let chain = Buffer.alloc(32);
    all.forEach((line, seq) => {
      const digest = log.check(seq, line);
      expect(Buffer.from(digest).toString('hex')).toBe(nodeHasher.sha256TextHex(line));
      chain = Buffer.from(nodeHasher.sha256(Buffer.concat([Buffer.from([2]), chain, digest])));
      expect(log.chainAt(seq)).toBe(chain.toString('hex'));
    });
  });

  it('comes with a proof that anybody can check', () => {
    const all = lines();
    const keys = writer.headVkeys.map((vkey) => expectValid(parseVkey(notePorts, vkey)));
    for (const seq of [0, 1, 255, 256, 300, all.length - 1]) {
      const leaf = leafOfDigest(nodeHasher, decodeHex(nodeHasher.sha256TextHex(all[seq] as string)) as Uint8Array);
      const proof = log.proof(seq);
      expect(expectValid(verifyTlogProof(notePorts, proof, leaf, { origin: writer.origin, keys }))).toMatchObject({
        index: seq,
        checkpoint: { size: all.length },
      });
    }
  });

  it('is not shown in another place, or with another word in it', () => {
    const all = lines();
    expect(() => log.check(5, all[6] as string)).toThrow(broken(5));
    expect(() => log.check(300, (all[300] as string).replace('clerk', 'clark'))).toThrow(broken(300));
    expect(() => log.check(all.length, all[0] as string)).toThrow(broken(all.length));
    expect(() => log.proof(all.length)).toThrow(expect.objectContaining({ code: 'RECORD_NOT_FOUND' }));
  });
});

describe('a case changed by somebody with its key', () => {
  it('is not shown where the hashes of a full tile were changed with the line', () => {
    const copy = tampered((target) => {
      target.prepare('UPDATE digest_tile SET digests = zeroblob(8192) WHERE n = 0').run();
    });
    expect(() => copy.log.check(3, lines()[3] as string)).toThrow(broken(3));
    // What lies under other tiles is as good as it was.
    expect(copy.log.check(300, lines()[300] as string)).toHaveLength(32);
    copy.db.close();
  });

  it.each([
    [
      'the newest hashes',
      'UPDATE digest_tile SET digests = zeroblob(length(digests)) WHERE n = (SELECT max(n) FROM digest_tile)',
    ],
    ['the hashes above', 'UPDATE tile SET hashes = zeroblob(length(hashes))'],
    ['no head', 'DELETE FROM head'],
    ['a head at another size', 'UPDATE head SET size = size + 1 WHERE size = (SELECT max(size) FROM head)'],
  ])('is not shown at all with %s', (_, sql) => {
    const copy = tampered((target) => void target.exec(sql));
    expect(() => copy.log.size).toThrow(broken());
    copy.db.close();
  });

  it('is not shown with a head of its own making', () => {
    const copy = tampered((target) => {
      const { size, note } = heads(target).at(-1) as { size: number; note: string };
      const root = Buffer.from(note.split('\n')[2] as string, 'base64');
      const own = headSigner(writer.origin, new Uint8Array(32).fill(66)).sign(size, root);
      target.prepare('UPDATE head SET note = ? WHERE size = ?').run(Buffer.from(own), size);
    });
    expect(() => copy.log.size).toThrow(broken());
    copy.db.close();
  });
});

describe('a batch that is committed, but not yet under a head', () => {
  it('is neither shown nor taken for changed', async () => {
    const reader = new CaseReader({
      dir,
      origin: writer.origin,
      dataKey: writer.dataKey.slice(),
      headVkeys: writer.headVkeys,
    });
    const before = reader.log({ kinds: ['annotation'] });
    const sign = vi.spyOn(CaseLog.prototype, 'signCommitted').mockImplementationOnce(() => undefined);
    const seq = await writer.record('annotation', { note: 'new' }, false);
    expect(findNewestHead(db)?.size).toBeLessThanOrEqual(seq);
    expect(reader.log({ kinds: ['annotation'] })).toEqual(before);
    expect(reader.search({ query: '*' }).total).toBe(700);
    expect(() => reader.proof(seq)).toThrow(expect.objectContaining({ code: 'RECORD_NOT_FOUND' }));
    sign.mockRestore();
    writer.log?.signCommitted();
    expect(reader.log({ kinds: ['annotation'] })).toHaveLength(before.length + 1);
    expect(reader.proof(seq)).toContain(`index ${seq}\n`);
    reader.close();
  });

  it('keeps in sight what it only moves into a segment', async () => {
    const reader = new CaseReader({
      dir,
      origin: writer.origin,
      dataKey: writer.dataKey.slice(),
      headVkeys: writer.headVkeys,
    });
    const found = () => {
      const { total, events } = reader.search({ query: 'clerk', limit: 1000 });
      return { total, seqs: events.map(({ seq }) => seq) };
    };
    const before = found();
    expect(before.total).toBe(700);
    const sign = vi.spyOn(CaseLog.prototype, 'signCommitted').mockImplementationOnce(() => undefined);
    rollUpWhenLarge(writer, 100);
    expect(segments(db)).toHaveLength(1);
    expect(found()).toEqual(before);
    sign.mockRestore();
    writer.log?.signCommitted();
    expect(found()).toEqual(before);
    reader.close();
  });
});
