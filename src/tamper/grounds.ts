/**
 * Intact cases and bundles that attacks are made on: real ones, made by the program as a person would make them.
 *
 * Each takes a few seconds; whoever attacks copies them first.
 */
import { copyFileSync, cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CaseWriter } from '../host/vault/case-writer.ts';
import {
  fillCase,
  makeCase,
  moveEventsToSegment,
  PASSPHRASE,
  type TestCase,
  writeAuditLines,
} from '../test/helpers/temporary-case.ts';

/**
 * 2,100 events of three sources and an annotation, all in the database. Beside it in `folder` lies `older`: the whole case
 * after the first source, and `older.wal`: its write-ahead log while it was worked on.
 */
export async function makeRecordsGround(folder: string): Promise<TestCase> {
  const dir = join(folder, 'case');
  for (const [name, first] of [
    ['a', 0],
    ['b', 700],
    ['c', 1400],
  ] as const) {
    writeAuditLines(join(folder, `${name}.jsonl`), 700, first);
  }
  await makeCase(dir);
  await fillCase(dir, { paths: [join(folder, 'a.jsonl')] });
  cpSync(dir, join(folder, 'older'), { recursive: true });
  await keepWriteAheadLog(dir, join(folder, 'older.wal'));
  const made = await fillCase(dir, { paths: [join(folder, 'b.jsonl'), join(folder, 'c.jsonl')] });
  await annotate(dir);
  return made;
}

/** What somebody with the disk could have copied while the program ran. */
async function keepWriteAheadLog(dir: string, to: string): Promise<void> {
  const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
  await writer.record('search', { query: 'ledger', resultCount: 0 }, false);
  const wal = `${writer.paths.database}-wal`;
  if (!existsSync(wal)) throw new Error('an open case has no write-ahead log');
  copyFileSync(wal, to);
  writer.close();
}

async function annotate(dir: string): Promise<void> {
  const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
  await writer.recordAnnotation([{ act: 'tag', tag: 'guilty', count: 2, ranges: [[20, 21]] }], false);
  writer.close();
}

/** 14,000 events in at least two segments. */
export async function makeSegmentsGround(folder: string): Promise<TestCase> {
  const dir = join(folder, 'case');
  mkdirSync(folder, { recursive: true });
  writeAuditLines(join(folder, 'large.jsonl'), 12_000);
  writeAuditLines(join(folder, 'small.jsonl'), 2_000, 12_000);
  await makeCase(dir);
  await fillCase(dir, { paths: [join(folder, 'large.jsonl')], keepOriginals: false });
  await moveEventsToSegment(dir);
  const made = await fillCase(dir, { paths: [join(folder, 'small.jsonl')], keepOriginals: false });
  await moveEventsToSegment(dir);
  return made;
}
