/** The same in segment files: bytes changed with the key, a file built anew around one changed record. */
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseRecord } from '../../engines/chain/record.ts';
import { deriveKey } from '../../host/vault/case-keys.ts';
import { batchOfLines } from '../../host/vault/line-batch.ts';
import { SegmentBuilder } from '../../host/vault/segment/segment-builder.ts';
import { SegmentReader } from '../../host/vault/segment/segment-reader.ts';
import { openDatabase } from '../../host/vault/sqlite.ts';
import type { CaseChange, Done, Target } from '../case-change.ts';
import { CaseHands } from '../case-hands.ts';

const onSegment =
  (run: (target: Target, file: string) => Done): CaseChange['apply'] =>
  (target) => {
    const files = readdirSync(join(target.dir, 'segments'));
    return run(target, files[target.chance(files.length)] as string);
  };

/** @param count in tamper.test.ts */
const change = (count: number, one: Omit<CaseChange, 'ground'>): CaseChange & { count: number } => ({
  ...one,
  ground: 'segments',
  count,
});

export const SEGMENT_CHANGES: readonly (CaseChange & { count: number })[] = [
  change(12, {
    name: 'changes a byte of a segment, with the key',
    apply: onSegment(({ dir, dataKey, chance }, file) => {
      const db = openDatabase(join(dir, 'segments', file), deriveKey(dataKey, 'db', file));
      const rows = db.prepare('SELECT count(*) FROM bytes').pluck().get() as number;
      const id = chance(rows);
      const data = Buffer.from(db.prepare('SELECT data FROM bytes WHERE id = ?').pluck().get(id) as Uint8Array);
      const at = chance(data.length);
      data[at] = (data[at] as number) ^ (1 + chance(255));
      db.prepare('UPDATE bytes SET data = ? WHERE id = ?').run(data, id);
      db.close();
      return undefined;
    }),
    kinds: ['segment-changed', 'segment-unreadable'],
  }),
  change(6, {
    name: 'builds a segment anew with one record changed, and puts its hash into the tables',
    apply: onSegment((target, file) => {
      const path = join(target.dir, 'segments', file);
      const key = deriveKey(target.dataKey, 'db', file);
      const reader = SegmentReader.open(path, key);
      const { runs, rowCount, origin } = reader.facts;
      const row = target.chance(rowCount);
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
      const hands = new CaseHands(target, target.chance);
      hands.db.prepare('UPDATE segment SET sha256 = ? WHERE id = ?').run(sha256, Number.parseInt(file, 10));
      hands.close();
      return seq;
    }),
    kinds: ['digest-mismatch', 'projection-mismatch'],
  }),
  change(2, {
    name: 'removes a segment file, with the case open',
    apply: onSegment((target, file) => {
      rmSync(join(target.dir, 'segments', file));
      return undefined;
    }),
    kinds: ['segment-unreadable'],
  }),
  change(3, {
    name: 'cuts a segment file short, with the case open',
    apply: onSegment((target, file) => {
      const path = join(target.dir, 'segments', file);
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.subarray(0, 8192 * (1 + target.chance(Math.floor(bytes.length / 8192) - 1))));
      return undefined;
    }),
    kinds: ['segment-changed', 'segment-unreadable'],
  }),
  change(2, {
    name: 'lays a foreign segment file beside the others',
    apply: onSegment((target, file) => {
      copyFileSync(join(target.dir, 'segments', file), join(target.dir, 'segments', '000999.seg'));
      return undefined;
    }),
    kinds: ['segment-unknown'],
  }),
];
