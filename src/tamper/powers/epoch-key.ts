/** Somebody with the data key and the key that signs heads now: what was signed since the unlock, what was signed before. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { deriveKey } from '../../host/vault/case-keys.ts';
import { heads } from '../../host/vault/case-store.ts';
import { type EpochKey, loadEpochKeys } from '../../host/vault/epoch-key.ts';
import { headSigner } from '../../host/vault/head-signer.ts';
import { openDatabase } from '../../host/vault/sqlite.ts';
import { nodeHasher } from '../../host/adapters/node-ports.ts';
import type { TestCase } from '../../test/helpers/temporary-case.ts';
import type { Attack, Trial } from '../attack.ts';
import { attackOf, type CaseChange, type Target } from '../case-change.ts';
import { compareCheck, unlockCheck, verifyCheck } from '../case-checks.ts';
import { CaseHands } from '../case-hands.ts';
import { forge, rewriteEpoch } from '../epoch-hands.ts';
import type { Laboratory } from '../laboratory.ts';

const THREAT = 'same, and sign with the current epoch key';

const keyOf = (dir: string, { dataKey }: TestCase): EpochKey => {
  const keys = loadEpochKeys(join(dir, 'epoch.key'), dataKey);
  if (keys === undefined) throw new Error(`${dir} has no key in force`);
  return keys.current;
};

/** Signs every head from the one over the changed record on again. */
function signAgain(hands: CaseHands, target: Target, key: EpochKey, from: number): void {
  const signer = headSigner(target.origin, key.seed);
  const tail = hands.rehash();
  const newest = heads(hands.db).at(-1)?.size ?? 0;
  if (tail.size !== newest) throw new Error('the newest head does not cover the log');
  // Only the newest root is made again here; older heads lie over the same wrong records with their old roots.
  for (const { size } of heads(hands.db).filter((head) => head.size > from)) {
    const note = signer.sign(size, tail.root());
    hands.db.prepare('UPDATE head SET note = ? WHERE size = ?').run(Buffer.from(note), size);
  }
}

const CHANGES: CaseChange[] = [
  {
    name: 'edits a record of an earlier epoch and signs all later heads again',
    kinds: ['head-signature-invalid'],
    apply: (target) => {
      const hands = new CaseHands(target, target.chance);
      const seq = hands.editLine();
      signAgain(hands, target, keyOf(target.dir, target), seq);
      hands.close();
      return undefined;
    },
  },
  {
    name: 'signs the newest head with a key of an earlier epoch',
    kinds: ['head-signature-invalid'],
    apply: (target) => {
      const hands = new CaseHands(target, target.chance);
      const stale = keyOf(join(target.original, '..', 'older'), target);
      const tail = hands.rehash();
      const note = headSigner(target.origin, stale.seed).sign(tail.size, tail.root());
      hands.db.prepare('UPDATE head SET note = ? WHERE size = ?').run(Buffer.from(note), tail.size);
      hands.close();
      return undefined;
    },
  },
  {
    name: 'adds a key of their own without the head of the old one',
    kinds: ['epoch-gap'],
    apply: (target) =>
      forge(target.dir, (log) => {
        const seed = nodeHasher.sha256(Buffer.from('attacker'));
        log.append('epoch', { n: 100, vkey: headSigner(target.origin, seed).vkey });
      }).then(() => undefined),
  },
  {
    name: 'restarts the signing chain without an operator',
    kinds: ['epoch-restart-unsigned'],
    apply: (target) =>
      forge(target.dir, (log) => {
        const key = headSigner(target.origin, nodeHasher.sha256(Buffer.from('attacker')));
        const body = { log: target.origin, size: log.size, n: 6, vkey: key.vkey, operatorId: 'lead' };
        log.append('epoch-restart', { ...body, reason: 'lost', signature: `ed25519:${'A'.repeat(86)}==` });
        log.changeSigner(6, key.sign);
      }).then(() => undefined),
  },
  {
    name: 'founds the case a second time, with operators of their own',
    kinds: ['genesis-misplaced'],
    apply: (target) =>
      forge(target.dir, (log) => {
        log.append('genesis', { format: 'ATP-C1', operators: [], epoch: { n: 0, vkey: 'x' } });
      }).then(() => undefined),
  },
  {
    name: 'adds records and leaves them without a head',
    kinds: ['tail-unsigned'],
    apply: async (target) => {
      await forge(target.dir, (log) => void log.append('search', { operatorId: 'lead', query: 'x', resultCount: 0 }));
      const hands = new CaseHands(target, target.chance);
      hands.db.exec('DELETE FROM head WHERE size = (SELECT max(size) FROM head)');
      hands.close();
      return undefined;
    },
  },
  {
    name: 'writes a record about events as if it came from nowhere',
    kinds: ['origin-missing'],
    apply: (target) =>
      forge(target.dir, (log) => {
        log.append('event', {
          eventId: 'forged',
          eventType: 'event',
          severity: 'low',
          timestamp: null,
          source: {},
          action: { success: true },
          metadata: { message: 'it was the clerk' },
        });
        log.project((db) => void db.prepare("UPDATE meta SET value = value + 1 WHERE key = 'eventCount'").run());
      }).then(() => undefined),
  },
  {
    name: 'writes an event whose bytes the original does not hold',
    kinds: ['raw-mismatch'],
    apply: (target) =>
      forge(target.dir, (log, { db }) => {
        const sha256 = String(db.prepare('SELECT sha256 FROM source').pluck().get());
        log.append('event', {
          eventId: 'forged',
          eventType: 'event',
          severity: 'low',
          timestamp: null,
          source: {},
          action: { success: true },
          metadata: { message: 'it was the clerk' },
          origin: { source: sha256, offset: 0, length: 10, rawHash: 'ab'.repeat(32) },
        });
        log.project((tx) => void tx.prepare("UPDATE meta SET value = value + 1 WHERE key = 'eventCount'").run());
      }).then(() => undefined),
  },
];

/** Another history since the newest unlock: the annotation says something else. */
async function rewritten(lab: Laboratory): Promise<{ target: TestCase; note: string; size: number }> {
  const intact = await lab.ground('records');
  const target = { ...intact, dir: lab.copyOf(intact.dir) };
  const db = openDatabase(join(intact.dir, 'case.db'), deriveKey(intact.dataKey, 'db', 'case.db'), { readonly: true });
  const newest = heads(db).at(-1) as { size: number; note: string };
  db.close();
  rewriteEpoch(target, ({ kind, body }) =>
    kind === 'annotation' ? (JSON.parse(JSON.stringify(body).replace('guilty', 'harmless')) as JsonObject) : body,
  );
  return { target, ...newest };
}

async function withoutMark(lab: Laboratory): Promise<Trial> {
  const { target } = await rewritten(lab);
  const looks = [(await verifyCheck(target)).sighting, await unlockCheck(target)];
  return { change: 'the annotation since the newest unlock', seen: looks.filter((look) => look !== undefined) };
}

async function withMark(lab: Laboratory): Promise<Trial> {
  const { target, note, size } = await rewritten(lab);
  const path = lab.place('head.note');
  writeFileSync(path, note);
  const seen = await compareCheck(target.dir, path);
  const change = `the annotation since the newest unlock; a head over ${size} records is kept elsewhere`;
  return { change, seen: seen === undefined ? [] : [seen] };
}

export const EPOCH_KEY: readonly Attack[] = [
  ...CHANGES.map((change) => attackOf(change, 'current epoch key', THREAT)),
  {
    name: 'writes the log since the newest unlock again; nobody outside has a mark',
    power: 'current epoch key',
    threat: THREAT,
    byDesign:
      'Whoever has the key in force can sign what it may sign. It ends at the newest unlock, and at the newest outside mark: make marks',
    attempt: withoutMark,
  },
  {
    name: 'writes the log since the newest unlock again; somebody kept a head of it',
    power: 'current epoch key',
    threat: THREAT,
    attempt: withMark,
  },
];
