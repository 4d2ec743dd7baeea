/** Somebody with the data key and the real driver, and no key that signs: the log, its hashes, the tables beside it. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leavesOfDigests } from '../../engines/chain/entry.ts';
import { treeHash } from '../../engines/chain/merkle.ts';
import { nodeHasher } from '../../host/adapters/node-ports.ts';
import { headSigner } from '../../host/vault/head-signer.ts';
import type { Attack } from '../attack.ts';
import { attackOf, type CaseChange, inDatabase } from '../case-change.ts';
import type { CaseHands, HotRow } from '../case-hands.ts';
import { SEGMENT_CHANGES } from './open-segments.ts';

const EDIT = 'with the case open: edit, delete, insert, reorder sealed records';
const REHASH = 'same, and recompute all hashes';

function swapLines(hands: CaseHands): number {
  const block = hands.pickBlock(5);
  const lines = hands.linesOf(block);
  const i = hands.chance(lines.length - 1);
  [lines[i], lines[i + 1]] = [lines[i + 1] as string, lines[i] as string];
  hands.write(block, lines);
  return block.first_seq + i;
}

/** @param count in tamper.test.ts */
const change = (count: number, one: CaseChange): CaseChange & { count: number } => ({ ...one, count });

export const DATABASE_CHANGES: readonly (CaseChange & { count: number })[] = [
  change(30, { name: 'edits a record', apply: inDatabase((hands) => hands.editLine()), kinds: ['digest-mismatch'] }),
  change(4, {
    name: 'makes an annotation say something else',
    // Another tag, the same in length: whoever looks at the events sees no difference in form.
    apply: inDatabase((hands) =>
      hands.editKind('annotation', (line) => line.replace('"tag":"guilty"', `"tag":"harml${hands.chance(10)}"`)),
    ),
    kinds: ['digest-mismatch'],
  }),
  change(4, {
    name: 'makes the record of a source name other bytes',
    apply: inDatabase((hands) =>
      hands.editKind('source', (line) =>
        line.replace(/"sha256":"(.)/u, (_, digit: string) => `"sha256":"${digit === '0' ? '1' : '0'}`),
      ),
    ),
    kinds: ['digest-mismatch'],
  }),
  change(25, {
    name: 'edits a record and its stored digest',
    apply: inDatabase((hands) => {
      const seq = hands.editLine();
      const block = hands.blocks().findLast((candidate) => candidate.first_seq <= seq) as HotRow;
      const line = hands.linesOf(block)[seq - block.first_seq] as string;
      const n = Math.floor(seq / 256);
      const digests = Buffer.from(
        hands.db.prepare('SELECT digests FROM digest_tile WHERE n = ?').pluck().get(n) as Uint8Array,
      );
      digests.set(nodeHasher.sha256(Buffer.from(line, 'utf8')), (seq % 256) * 32);
      hands.db.prepare('UPDATE digest_tile SET digests = ? WHERE n = ?').run(digests, n);
      return undefined;
    }),
    kinds: ['tile-mismatch', 'chain-mismatch', 'root-mismatch'],
  }),
  change(20, {
    name: 'edits a record and makes every hash anew',
    threat: REHASH,
    apply: inDatabase((hands) => {
      hands.editLine();
      hands.rehash();
      return undefined;
    }),
    kinds: ['root-mismatch'],
  }),
  change(20, {
    name: 'removes a record from its block',
    apply: inDatabase((hands) => {
      const block = hands.pickBlock(3);
      const lines = hands.linesOf(block);
      const i = hands.chance(lines.length - 1);
      lines.splice(i, 1);
      hands.write(block, lines);
      return block.first_seq + i;
    }),
    kinds: ['digest-mismatch', 'record-missing'],
  }),
  change(15, {
    name: 'removes a whole block',
    apply: inDatabase((hands) => {
      const block = hands.pickBlock();
      hands.db.prepare('DELETE FROM hot_block WHERE first_seq = ?').run(block.first_seq);
      return block.first_seq;
    }),
    kinds: ['record-missing', 'log-truncated'],
  }),
  change(20, {
    name: 'puts a record in',
    apply: inDatabase((hands) => {
      const block = hands.pickBlock(3);
      const lines = hands.linesOf(block);
      const i = hands.chance(lines.length);
      lines.splice(i, 0, lines[hands.chance(lines.length)] as string);
      hands.write(block, lines);
      return block.first_seq;
    }),
    kinds: ['block-count-mismatch'],
  }),
  change(20, { name: 'swaps two records', apply: inDatabase(swapLines), kinds: ['digest-mismatch'] }),
  change(10, {
    name: 'swaps two records and makes every hash anew',
    threat: REHASH,
    apply: inDatabase((hands) => {
      const seq = swapLines(hands);
      hands.rehash();
      return seq;
    }),
    kinds: ['seq-mismatch'],
    mode: 'strict',
  }),
  change(15, {
    name: 'cuts the newest records off',
    threat: 'cut the tail',
    apply: inDatabase((hands) => {
      const blocks = hands.blocks();
      const first = blocks[blocks.length - 1 - hands.chance(Math.min(4, blocks.length - 1))] as HotRow;
      hands.db.prepare('DELETE FROM hot_block WHERE first_seq >= ?').run(first.first_seq);
      hands.rehash();
      return undefined;
    }),
    kinds: ['log-truncated'],
  }),
  change(5, {
    name: 'puts an old copy of the database back',
    threat: 'restore the whole case folder from an old copy',
    apply: (target) => {
      copyFileSync(join(target.original, '..', 'older', 'case.db'), join(target.dir, 'case.db'));
      return undefined;
    },
    kinds: ['log-rolled-back'],
  }),
  change(15, {
    name: 'signs the changed log with a key of their own',
    threat: REHASH,
    apply: inDatabase((hands) => {
      hands.editLine();
      hands.rehash();
      const origin = JSON.parse(hands.linesOf(hands.blocks()[0] as HotRow)[0] as string).log as string;
      const own = headSigner(origin, nodeHasher.sha256(Buffer.from(`attacker ${hands.chance(1000)}`)));
      const { size } = hands.db.prepare('SELECT max(size) AS size FROM head').get() as { size: number };
      const digests = Buffer.concat(
        (hands.db.prepare('SELECT digests FROM digest_tile ORDER BY n').pluck().all() as Uint8Array[]).map((each) =>
          Buffer.from(each),
        ),
      );
      const root = treeHash(nodeHasher, leavesOfDigests(nodeHasher, new Uint8Array(digests)));
      hands.db.prepare('UPDATE head SET note = ? WHERE size = ?').run(Buffer.from(own.sign(size, root)), size);
      return undefined;
    }),
    kinds: ['head-signature-invalid'],
  }),
  change(10, {
    name: 'removes a head',
    apply: inDatabase((hands) => {
      const sizes = hands.db.prepare('SELECT size FROM head ORDER BY size').pluck().all() as number[];
      hands.db.prepare('DELETE FROM head WHERE size = ?').run(sizes[hands.chance(sizes.length)]);
      return undefined;
    }),
    kinds: ['head-link-broken', 'tail-unsigned', 'head-signature-invalid'],
  }),
  change(5, {
    name: 'changes an upper tile',
    apply: inDatabase((hands) => {
      hands.db.exec('UPDATE tile SET hashes = zeroblob(length(hashes))');
      return undefined;
    }),
    kinds: ['tile-mismatch'],
  }),
  change(5, {
    name: 'gives an operator another role in the tables',
    apply: inDatabase((hands) => {
      hands.db.exec("UPDATE operator SET role = 'auditor'");
      return undefined;
    }),
    kinds: ['projection-mismatch'],
  }),
  change(5, {
    name: 'gives an operator another key in the tables',
    apply: inDatabase((hands) => {
      const vkey = String(hands.db.prepare('SELECT vkey FROM operator').pluck().get());
      hands.db.prepare('UPDATE operator SET vkey = ?').run(vkey.replace(/.(?==*$)/u, 'x'));
      return undefined;
    }),
    kinds: ['projection-mismatch'],
  }),
  change(5, {
    name: 'hides a source from the tables',
    apply: inDatabase((hands) => {
      hands.db.exec('DELETE FROM ingest_progress; DELETE FROM source WHERE seq = (SELECT min(seq) FROM source)');
      return undefined;
    }),
    kinds: ['projection-mismatch'],
  }),
  change(5, {
    name: 'plants a trigger that changes what is written later',
    apply: inDatabase((hands) => {
      hands.db.exec(
        'CREATE TRIGGER hot_block_no_update AFTER INSERT ON hot_block BEGIN DELETE FROM hot_block WHERE first_seq = NEW.first_seq; END',
      );
      return undefined;
    }),
    kinds: ['schema-foreign'],
  }),
  change(5, {
    name: 'lets the tables count fewer events',
    apply: inDatabase((hands) => {
      hands.db.exec("UPDATE meta SET value = CAST(value AS INTEGER) - 1 WHERE key = 'eventCount'");
      return undefined;
    }),
    kinds: ['projection-mismatch'],
  }),
  change(10, {
    name: 'changes a kept original',
    apply: (target) => {
      const names = readdirSync(join(target.dir, 'files'));
      const path = join(target.dir, 'files', names[target.chance(names.length)] as string);
      const bytes = readFileSync(path);
      const at = target.chance(bytes.length);
      bytes[at] = (bytes[at] as number) ^ 1;
      writeFileSync(path, bytes);
      return undefined;
    },
    kinds: ['original-changed'],
    mode: 'strict',
  }),
];

/** An event, which can be asked for. */
const READ: CaseChange = {
  name: 'edits an event, which is then asked for',
  apply: inDatabase((hands) => {
    const entry = `entry ${hands.chance(2100)} of`;
    return hands.editKind('event', (line) => (line.includes(entry) ? line.replace('by a clerk', 'by a judge') : line));
  }),
  kinds: ['digest-mismatch'],
  isRead: true,
};

export const OPEN_CASE: readonly Attack[] = [...DATABASE_CHANGES, READ, ...SEGMENT_CHANGES].map((one) =>
  attackOf(one, 'open case', EDIT),
);
