/**
 * Somebody who has the data key, but no signing key, changes a case: verification says that and where.
 *
 * Each attack is applied to a fresh copy of a real case, at seeded random places. The triggers that stop accidents are
 * dropped first: they are no obstacle to this attacker.
 */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseRecord } from '../../engines/chain/record.ts';
import { leavesOfDigests } from '../../engines/chain/entry.ts';
import { treeHash } from '../../engines/chain/merkle.ts';
import { nodeHasher } from '../../host/adapters/node-ports.ts';
import { deriveKey } from '../../host/vault/case-keys.ts';
import { CaseWriter } from '../../host/vault/case-writer.ts';
import { headSigner } from '../../host/vault/head-signer.ts';
import { unpackHot } from '../../host/vault/hot-lines.ts';
import { LogTail } from '../../host/vault/log-tail.ts';
import { batchOfLines } from '../../host/vault/line-batch.ts';
import { SegmentBuilder } from '../../host/vault/segment/segment-builder.ts';
import { SegmentReader } from '../../host/vault/segment/segment-reader.ts';
import type { VerifyReport } from '../../host/vault/session.ts';
import { openDatabase, type WriteDb } from '../../host/vault/sqlite.ts';
import {
  fillCase,
  makeCase,
  PASSPHRASE,
  moveEventsToSegment,
  temporaryFolder,
  verify,
  writeAuditLines,
  type TestCase,
} from '../helpers/temporary-case.ts';

const SEED = 20260115;

/** Park-Miller: the same places in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** What the window shows of a report never says less than its findings do. */
function expectStripAndList({ findings, badRanges, areRangesExact, checks, verdict }: VerifyReport): void {
  const states = checks.map(({ state }) => state);
  expect([states.length, states.includes('failed')]).toEqual([8, verdict === 'broken']);
  const isBad = (seq: number): boolean => badRanges.some(({ firstSeq, lastSeq }) => seq >= firstSeq && seq <= lastSeq);
  const bad = findings.filter(({ kind }) => BAD_RECORD_KINDS.has(kind));
  const uncovered = bad.filter(({ seq = -1, lastSeq = seq }) => !isBad(seq) || !isBad(lastSeq));
  expect(uncovered).toEqual([]);
  expect(areRangesExact).toBe(true);
  expect(
    badRanges.flatMap(({ kinds }) => kinds).filter((kind) => !findings.some((each) => each.kind === kind)),
  ).toEqual([]);
}

const BAD_RECORD_KINDS = new Set([
  'digest-mismatch',
  'seq-mismatch',
  'raw-mismatch',
  'record-missing',
  'record-doubled',
  'record-malformed',
  'record-not-canonical',
  'log-mismatch',
  'log-truncated',
  'tail-unsigned',
  'block-unreadable',
  'block-count-mismatch',
]);

interface HotRow {
  first_seq: number;
  count: number;
  lines: Uint8Array;
}

/** The attacker's hands: the case database, opened with the key, guards removed. */
class Attacker {
  readonly db: WriteDb;
  readonly random: (below: number) => number;
  readonly dir: string;
  readonly key: Uint8Array;

  constructor(target: TestCase, random: (below: number) => number) {
    this.dir = target.dir;
    this.key = target.dataKey;
    this.random = random;
    this.db = openDatabase(join(target.dir, 'case.db'), deriveKey(target.dataKey, 'db', 'case.db'));
    for (const name of this.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
      this.db.exec(`DROP TRIGGER ${String(name)}`);
    }
  }

  blocks(minCount = 1): HotRow[] {
    return this.db.prepare('SELECT * FROM hot_block WHERE count >= ? ORDER BY first_seq').all(minCount) as HotRow[];
  }

  pickBlock(minCount = 1): HotRow {
    const blocks = this.blocks(minCount);
    return blocks[this.random(blocks.length)] as HotRow;
  }

  linesOf(block: HotRow): string[] {
    return unpackHot(block.lines) as string[];
  }

  write(block: HotRow, lines: readonly string[]): void {
    this.db
      .prepare('UPDATE hot_block SET lines = ? WHERE first_seq = ?')
      .run(zstdCompressSync(Buffer.from(lines.join('\n'), 'utf8')), block.first_seq);
  }

  /** Edits one record so that it is still canonical JSON: a digit of its body changes. */
  editLine(): number {
    for (;;) {
      const block = this.pickBlock();
      const lines = this.linesOf(block);
      const i = this.random(lines.length);
      const line = lines[i] as string;
      // The body stands before the kind; its last digit can change without touching the form.
      const end = line.lastIndexOf(',"kind":');
      const at = [...line.slice(0, end).matchAll(/[1-8](?=[0-9"}])/g)].at(-1)?.index;
      if (at === undefined) continue;
      lines[i] = line.slice(0, at) + String(Number(line[at]) + 1) + line.slice(at + 1);
      this.write(block, lines);
      return block.first_seq + i;
    }
  }

  /** Another tag, the same in length: whoever looks at the events sees no difference in form. */
  editAnnotation(): number {
    for (const block of this.blocks()) {
      const lines = this.linesOf(block);
      const i = lines.findIndex((line) => line.includes('"kind":"annotation"'));
      if (i < 0) continue;
      lines[i] = (lines[i] as string).replace('"tag":"guilty"', `"tag":"harml${this.random(10)}"`);
      this.write(block, lines);
      return block.first_seq + i;
    }
    throw new Error('the case has no annotation');
  }

  /** All hashes made anew from the lines as they stand now, as the program itself would: only the signature is missing. */
  rehash(): void {
    const tail = LogTail.empty();
    for (const block of this.blocks()) {
      const digests = Buffer.concat(this.linesOf(block).map((line) => nodeHasher.sha256(Buffer.from(line, 'utf8'))));
      tail.append(new Uint8Array(digests));
    }
    const { digestTiles, tiles } = tail.takeChanges();
    this.db.exec('DELETE FROM digest_tile; DELETE FROM tile');
    for (const tile of digestTiles) {
      this.db.prepare('INSERT INTO digest_tile VALUES (?, ?, ?)').run(tile.n, tile.chainBefore, tile.digests);
    }
    for (const tile of tiles)
      this.db.prepare('INSERT INTO tile VALUES (?, ?, ?)').run(tile.level, tile.index, tile.hashes);
  }

  close(): void {
    this.db.close();
  }
}

/** A copy of an intact case, and where else its owner's things lie. */
interface Target extends TestCase {
  /** The intact case. */
  original: string;
  random: (below: number) => number;
}

interface Attack {
  name: string;
  count: number;
  /** Does it; returns the seq that must be named, or undefined where the finding is not about one record. */
  run: (target: Target) => number | undefined;
  /** One of these kinds must be found, for the seq where there is one. */
  kinds: string[];
  mode?: 'fast' | 'strict';
}

/** An attack on the case database. */
const onDatabase =
  (run: (attacker: Attacker, original: string) => number | undefined): Attack['run'] =>
  (target) => {
    const attacker = new Attacker(target, target.random);
    const seq = run(attacker, target.original);
    if (attacker.db.open) attacker.close();
    return seq;
  };

/** An attack on one segment file. */
const onSegment =
  (run: (target: TestCase, file: string, random: (below: number) => number) => number | undefined): Attack['run'] =>
  (target) => {
    const files = readdirSync(join(target.dir, 'segments'));
    return run(target, files[target.random(files.length)] as string, target.random);
  };

/** Makes an attack on fresh copies of the case, time after time; the rounds that were not found out, or not where. */
async function unnoticed(intact: TestCase, { name, count, run, kinds, mode = 'fast' }: Attack): Promise<string[]> {
  const random = randomFrom(SEED + name.length);
  const dir = join(intact.dir, '..', 'copy');
  const rounds: string[] = [];
  for (let round = 0; round < count; round++) {
    rmSync(dir, { recursive: true, force: true });
    cpSync(intact.dir, dir, { recursive: true });
    const seq = run({ ...intact, dir, original: intact.dir, random });
    const report = await verify({ ...intact, dir }, mode);
    const { verdict, findings } = report;
    expectStripAndList(report);
    const named = findings.filter((finding) => kinds.includes(finding.kind));
    const isPlaced = seq === undefined || named.some((finding) => finding.seq === seq);
    if (verdict === 'broken' && named.length > 0 && isPlaced) continue;
    rounds.push(`round ${round}, seed ${SEED}, record ${seq}: ${verdict}, ${JSON.stringify(findings.slice(0, 3))}`);
  }
  return rounds;
}

const ATTACKS: Attack[] = [
  { name: 'edits a record', count: 30, run: onDatabase((attacker) => attacker.editLine()), kinds: ['digest-mismatch'] },
  {
    name: 'makes an annotation say something else',
    count: 4,
    run: onDatabase((attacker) => attacker.editAnnotation()),
    kinds: ['digest-mismatch'],
  },
  {
    name: 'edits a record and its stored digest',
    count: 25,
    run: onDatabase((attacker) => {
      const seq = attacker.editLine();
      const block = attacker.blocks().findLast((candidate) => candidate.first_seq <= seq) as HotRow;
      const line = attacker.linesOf(block)[seq - block.first_seq] as string;
      const n = Math.floor(seq / 256);
      const digests = Buffer.from(
        attacker.db.prepare('SELECT digests FROM digest_tile WHERE n = ?').pluck().get(n) as Uint8Array,
      );
      digests.set(nodeHasher.sha256(Buffer.from(line, 'utf8')), (seq % 256) * 32);
      attacker.db.prepare('UPDATE digest_tile SET digests = ? WHERE n = ?').run(digests, n);
      return undefined;
    }),
    kinds: ['tile-mismatch', 'chain-mismatch', 'root-mismatch'],
  },
  {
    name: 'edits a record and makes every hash anew',
    count: 20,
    run: onDatabase((attacker) => {
      attacker.editLine();
      attacker.rehash();
      return undefined;
    }),
    kinds: ['root-mismatch'],
  },
  {
    name: 'removes a record from its block',
    count: 20,
    run: onDatabase((attacker) => {
      const block = attacker.pickBlock(3);
      const lines = attacker.linesOf(block);
      const i = attacker.random(lines.length - 1);
      lines.splice(i, 1);
      attacker.write(block, lines);
      return block.first_seq + i;
    }),
    kinds: ['digest-mismatch', 'record-missing'],
  },
  {
    name: 'removes a whole block',
    count: 15,
    run: onDatabase((attacker) => {
      const block = attacker.pickBlock();
      attacker.db.prepare('DELETE FROM hot_block WHERE first_seq = ?').run(block.first_seq);
      return block.first_seq;
    }),
    kinds: ['record-missing', 'log-truncated'],
  },
  {
    name: 'puts a record in',
    count: 20,
    run: onDatabase((attacker) => {
      const block = attacker.pickBlock(3);
      const lines = attacker.linesOf(block);
      const i = attacker.random(lines.length);
      lines.splice(i, 0, lines[attacker.random(lines.length)] as string);
      attacker.write(block, lines);
      return block.first_seq;
    }),
    kinds: ['block-count-mismatch'],
  },
  {
    name: 'swaps two records',
    count: 20,
    run: onDatabase((attacker) => {
      const block = attacker.pickBlock(5);
      const lines = attacker.linesOf(block);
      const i = attacker.random(lines.length - 1);
      [lines[i], lines[i + 1]] = [lines[i + 1] as string, lines[i] as string];
      attacker.write(block, lines);
      return block.first_seq + i;
    }),
    kinds: ['digest-mismatch'],
  },
  {
    name: 'swaps two records and makes every hash anew',
    count: 10,
    run: onDatabase((attacker) => {
      const block = attacker.pickBlock(5);
      const lines = attacker.linesOf(block);
      const i = attacker.random(lines.length - 1);
      [lines[i], lines[i + 1]] = [lines[i + 1] as string, lines[i] as string];
      attacker.write(block, lines);
      attacker.rehash();
      return block.first_seq + i;
    }),
    kinds: ['seq-mismatch'],
    mode: 'strict',
  },
  {
    name: 'cuts the newest records off',
    count: 15,
    run: onDatabase((attacker) => {
      const blocks = attacker.blocks();
      const first = blocks[blocks.length - 1 - attacker.random(Math.min(4, blocks.length - 1))] as HotRow;
      attacker.db.prepare('DELETE FROM hot_block WHERE first_seq >= ?').run(first.first_seq);
      attacker.rehash();
      return undefined;
    }),
    kinds: ['log-truncated'],
  },
  {
    name: 'puts an old copy of the database back',
    count: 5,
    run: onDatabase((attacker, original) => {
      attacker.close();
      copyFileSync(join(original, '..', 'older', 'case.db'), join(attacker.dir, 'case.db'));
      return undefined;
    }),
    kinds: ['log-rolled-back'],
  },
  {
    name: 'signs the changed log with a key of his own',
    count: 15,
    run: onDatabase((attacker) => {
      attacker.editLine();
      attacker.rehash();
      const origin = JSON.parse(attacker.linesOf(attacker.blocks()[0] as HotRow)[0] as string).log as string;
      const own = headSigner(origin, nodeHasher.sha256(Buffer.from(`attacker ${attacker.random(1000)}`)));
      const { size } = attacker.db.prepare('SELECT max(size) AS size FROM head').get() as { size: number };
      const digests = Buffer.concat(
        (attacker.db.prepare('SELECT digests FROM digest_tile ORDER BY n').pluck().all() as Uint8Array[]).map((d) =>
          Buffer.from(d),
        ),
      );
      const root = treeHash(nodeHasher, leavesOfDigests(nodeHasher, new Uint8Array(digests)));
      attacker.db.prepare('UPDATE head SET note = ? WHERE size = ?').run(Buffer.from(own.sign(size, root)), size);
      return undefined;
    }),
    kinds: ['head-signature-invalid'],
  },
  {
    name: 'removes a head',
    count: 10,
    run: onDatabase((attacker) => {
      const sizes = attacker.db.prepare('SELECT size FROM head ORDER BY size').pluck().all() as number[];
      attacker.db.prepare('DELETE FROM head WHERE size = ?').run(sizes[attacker.random(sizes.length)]);
      return undefined;
    }),
    kinds: ['head-link-broken', 'tail-unsigned', 'head-signature-invalid'],
  },
  {
    name: 'changes an upper tile',
    count: 5,
    run: onDatabase((attacker) => {
      attacker.db.exec('UPDATE tile SET hashes = zeroblob(length(hashes))');
      return undefined;
    }),
    kinds: ['tile-mismatch'],
  },
  {
    name: 'gives an operator another role in the tables',
    count: 5,
    run: onDatabase((attacker) => {
      attacker.db.exec("UPDATE operator SET role = 'auditor'");
      return undefined;
    }),
    kinds: ['projection-mismatch'],
  },
  {
    name: 'hides a source from the tables',
    count: 5,
    run: onDatabase((attacker) => {
      attacker.db.exec('DELETE FROM ingest_progress; DELETE FROM source WHERE seq = (SELECT min(seq) FROM source)');
      return undefined;
    }),
    kinds: ['projection-mismatch'],
  },
  {
    name: 'changes a kept original',
    count: 10,
    run: onDatabase((attacker) => {
      const names = readdirSync(join(attacker.dir, 'files'));
      const path = join(attacker.dir, 'files', names[attacker.random(names.length)] as string);
      const bytes = readFileSync(path);
      const at = attacker.random(bytes.length);
      bytes[at] = (bytes[at] as number) ^ 1;
      writeFileSync(path, bytes);
      return undefined;
    }),
    kinds: ['original-changed'],
    mode: 'strict',
  },
];

describe('a case somebody with the data key has changed', () => {
  const folder = temporaryFolder();
  const original = join(folder.path, 'case');
  let intact: TestCase;

  beforeAll(async () => {
    for (const [name, first] of [
      ['a', 0],
      ['b', 700],
      ['c', 1400],
    ] as const) {
      writeAuditLines(join(folder.path, `${name}.jsonl`), 700, first);
    }
    await makeCase(original);
    await fillCase(original, { paths: [join(folder.path, 'a.jsonl')] });
    // What an attacker could have kept: the database as it was then, without the key file of that time.
    mkdirSync(join(folder.path, 'older'));
    copyFileSync(join(original, 'case.db'), join(folder.path, 'older', 'case.db'));
    intact = await fillCase(original, { paths: [join(folder.path, 'b.jsonl'), join(folder.path, 'c.jsonl')] });
    await annotate(original);
  });

  afterAll(() => folder.remove());

  it('is intact before anybody touches it', async () => {
    const report = await verify(intact, 'strict');
    expect(report).toMatchObject({ verdict: 'intact', findings: [], notChecked: [], badRanges: [], unreadRanges: [] });
    expect(report.checks.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'sources ok',
      'records ok',
      'chain ok',
      'root ok',
      'signatures ok',
      'timestamps not-checked',
      'custody ok',
      'exports not-checked',
    ]);
  });

  it('meets at least 200 changes of 12 kinds', () => {
    expect(ATTACKS.length).toBeGreaterThanOrEqual(12);
    expect(ATTACKS.reduce((sum, attack) => sum + attack.count, 0)).toBeGreaterThanOrEqual(200);
  });

  it.each(ATTACKS)('is found out when somebody $name ($count times)', async (attack) => {
    expect(await unnoticed(intact, attack)).toEqual([]);
  });
});

async function annotate(dir: string): Promise<void> {
  const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
  await writer.recordAnnotation([{ act: 'tag', tag: 'guilty', count: 2, ranges: [[20, 21]] }], false);
  writer.close();
}

const openSegment = (target: TestCase, file: string): WriteDb =>
  openDatabase(join(target.dir, 'segments', file), deriveKey(target.dataKey, 'db', file));

const SEGMENT_ATTACKS: Attack[] = [
  {
    name: 'changes a byte of a segment, with the key',
    count: 12,
    run: onSegment((target, file, random) => {
      const db = openSegment(target, file);
      const rows = db.prepare('SELECT count(*) FROM bytes').pluck().get() as number;
      const id = random(rows);
      const data = Buffer.from(db.prepare('SELECT data FROM bytes WHERE id = ?').pluck().get(id) as Uint8Array);
      const at = random(data.length);
      data[at] = (data[at] as number) ^ (1 + random(255));
      db.prepare('UPDATE bytes SET data = ? WHERE id = ?').run(data, id);
      db.close();
      return undefined;
    }),
    kinds: ['segment-changed', 'segment-unreadable'],
  },
  {
    name: 'builds a segment anew with one record changed, and puts its hash into the tables',
    count: 6,
    run: onSegment((target, file, random) => {
      const path = join(target.dir, 'segments', file);
      const key = deriveKey(target.dataKey, 'db', file);
      const reader = SegmentReader.open(path, key);
      const { runs, rowCount, origin } = reader.facts;
      const row = random(rowCount);
      const seq = reader.seqOf(row);
      const lines = reader.linesOf(Array.from({ length: rowCount }, (_, i) => i));
      reader.close();
      rmSync(path);
      lines[row] = (lines[row] as string).replace('was read by a clerk', 'was read by a judge');
      const builder = new SegmentBuilder(path, key, { origin });
      for (const { firstSeq, rowStart, count } of runs) {
        const part = lines.slice(rowStart, rowStart + count);
        const kindOf = (line: string) => (JSON.parse(line) as CaseRecord).kind;
        builder.addRun(firstSeq, batchOfLines(part.map((line) => ({ line, kind: kindOf(line), timeUs: Number.NaN }))));
      }
      const { sha256 } = builder.finish();
      const attacker = new Attacker(target, random);
      attacker.db.prepare('UPDATE segment SET sha256 = ? WHERE id = ?').run(sha256, Number.parseInt(file, 10));
      attacker.close();
      return seq;
    }),
    kinds: ['digest-mismatch', 'projection-mismatch'],
  },
  {
    name: 'removes a segment file',
    count: 2,
    run: onSegment((target, file) => {
      rmSync(join(target.dir, 'segments', file));
      return undefined;
    }),
    kinds: ['segment-unreadable'],
  },
  {
    name: 'cuts a segment file short',
    count: 3,
    run: onSegment((target, file, random) => {
      const path = join(target.dir, 'segments', file);
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.subarray(0, 8192 * (1 + random(Math.floor(bytes.length / 8192) - 1))));
      return undefined;
    }),
    kinds: ['segment-changed', 'segment-unreadable'],
  },
  {
    name: 'lays a foreign segment file beside the others',
    count: 2,
    run: onSegment((target, file) => {
      copyFileSync(join(target.dir, 'segments', file), join(target.dir, 'segments', '000999.seg'));
      return undefined;
    }),
    kinds: ['segment-unknown'],
  },
];

describe('a segment somebody with the data key has changed', () => {
  const folder = temporaryFolder();
  const original = join(folder.path, 'case');
  let intact: TestCase;

  beforeAll(async () => {
    writeAuditLines(join(folder.path, 'large.jsonl'), 12_000);
    await makeCase(original);
    intact = await fillCase(original, { paths: [join(folder.path, 'large.jsonl')], keepOriginals: false });
    await moveEventsToSegment(original);
  });

  afterAll(() => folder.remove());

  it('is intact before anybody touches it', async () => {
    expect(readdirSync(join(original, 'segments')).length).toBeGreaterThan(0);
    expect(await verify(intact, 'strict')).toMatchObject({ verdict: 'intact', findings: [], notChecked: [] });
  });

  it.runIf(process.platform === 'linux')('is neither intact nor broken where a segment cannot be reached', async () => {
    const target = { ...intact, dir: join(folder.path, 'unreached') };
    cpSync(original, target.dir, { recursive: true });
    const [file] = readdirSync(join(target.dir, 'segments')) as [string];
    const path = join(target.dir, 'segments', file);
    rmSync(path);
    // It is there, and every read of it fails.
    symlinkSync('/proc/self/mem', path);
    for (const mode of ['fast', 'strict'] as const) {
      const report = await verify(target, mode);
      expect(report).toMatchObject({ verdict: 'indeterminate', findings: [], recordCount: report.headSize });
      expect(report.notChecked).toEqual([expect.stringContaining(`segments/${file}`)]);
      expect([report.badRanges, report.unreadRanges.length > 0]).toEqual([[], true]);
      const unsure = report.checks.filter(({ state }) => state === 'ok').map(({ id }) => id);
      expect(unsure).toEqual([]);
    }
    rmSync(path);
    expect((await verify(target, 'fast')).verdict).toBe('broken');
  });

  it.each(SEGMENT_ATTACKS)('is found out when somebody $name ($count times)', async (attack) => {
    expect(await unnoticed(intact, attack)).toEqual([]);
  });
});
