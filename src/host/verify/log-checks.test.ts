/** Checks over a whole log that its own keys have signed: what a dishonest or broken writer can't hide. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordKind } from '../../engines/chain/record.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { Finding } from '../../shared/verdict.ts';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { nodeHasher, nodeRng } from '../adapters/node-ports.ts';
import { CaseLog } from '../vault/case-log.ts';
import { findHotBlock, heads, hotBlockPlaces } from '../vault/case-store.ts';
import { headSigner, type HeadKey } from '../vault/head-signer.ts';
import { unpackHotBytes } from '../vault/hot-lines.ts';
import { LogTail } from '../vault/log-tail.ts';
import { migrate } from '../vault/migrate.ts';
import { operatorVkey, signStatement } from '../vault/operator-key.ts';
import { openDatabase, type WriteDb } from '../vault/sqlite.ts';
import { checkLinesFast } from './line-checks.ts';
import { LogChecks } from './log-checks.ts';

const ORIGIN = 'audittrailpro/case/test';
const MINUTE_MS = 60_000;
const folder = temporaryFolder();
const seed = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const OPERATOR = seed(100);
const keys: HeadKey[] = [0, 1, 2, 3].map((n) => headSigner(ORIGIN, seed(n + 1)));
const key = (n: number): HeadKey => keys[n] as HeadKey;

let db: WriteDb;
let log: CaseLog;
let wallMs = 0;
let monotonicMs = 0;
let count = 0;

const wait = (minutes: number): void => {
  wallMs += minutes * MINUTE_MS;
  monotonicMs += minutes * MINUTE_MS;
};

beforeEach(() => {
  wallMs = Date.UTC(2026, 0, 1);
  monotonicMs = 0;
  const dbPath = join(folder.path, `${count++}.db`);
  db = openDatabase(dbPath, new Uint8Array(32), { create: true });
  migrate(db);
  const clock = { nowMs: () => wallMs, monotonicMs: () => monotonicMs };
  const parts = { db, dbPath, origin: ORIGIN, tail: LogTail.empty(), clock, rng: nodeRng, bootId: 'boot', epoch: 0 };
  log = new CaseLog({ ...parts, signHead: key(0).sign, prevHead: null }, 0);
  log.append('genesis', {
    epoch: { n: 0, vkey: key(0).vkey },
    operators: [{ operatorId: 'lead', vkey: operatorVkey(ORIGIN, 'lead', OPERATOR) }],
  });
  log.flush('create');
});
afterEach(() => void db.close());
afterAll(() => folder.remove());

function batch(reason: 'unlock' | 'act' | 'interval' | 'lock', ...records: [RecordKind, JsonObject][]): void {
  for (const [kind, body] of records) log.append(kind, body);
  log.flush(reason);
}

function check(): { findings: Finding[]; notices: string[]; kinds: string[] } {
  const findings: Finding[] = [];
  const notices: string[] = [];
  const checks = new LogChecks(
    db,
    ORIGIN,
    heads(db),
    (finding) => findings.push(finding),
    (text) => notices.push(text),
  );
  for (const { firstSeq } of hotBlockPlaces(db)) {
    const lines = unpackHotBytes(findHotBlock(db, firstSeq)?.lines ?? new Uint8Array()) ?? [];
    const checked = checkLinesFast(lines, firstSeq, ORIGIN);
    findings.push(...checked.findings);
    checks.add(checked.digests, checked.controls);
  }
  checks.finish();
  return { findings, notices, kinds: findings.map(({ kind }) => kind) };
}

/** The signed statement of a restart at the log's present end. */
function restart(n: number, changes: JsonObject = {}, by = OPERATOR): JsonObject {
  const statement = { log: ORIGIN, size: log.size, n, vkey: key(n).vkey, operatorId: 'lead', ...changes };
  return { ...statement, reason: 'lost', signature: signStatement(by, 'epoch-restart', statement) };
}

describe('a log that its keys have signed', () => {
  it('has nothing wrong with it', () => {
    batch('unlock', ['epoch', { n: 1, vkey: key(1).vkey }]);
    log.changeSigner(1, key(1).sign);
    batch('act', ['annotation', { note: 'a' }]);
    batch('lock', ['lock', { operatorId: 'lead' }]);
    expect(check()).toEqual({ findings: [], notices: [], kinds: [] });
  });

  it('of thousands of records has nothing wrong with it either', () => {
    for (let i = 0; i < 3; i++) {
      batch('act', ...Array.from({ length: 700 }, (): [RecordKind, JsonObject] => ['annotation', { i }]));
    }
    expect(check().kinds).toEqual([]);
  });
});

describe('the keys', () => {
  it('must change when a record says so', () => {
    batch('unlock', ['epoch', { n: 1, vkey: key(1).vkey }]);
    batch('act', ['annotation', {}]);
    expect(check().findings).toMatchObject([{ kind: 'head-signature-invalid', expected: key(1).vkey }]);
  });

  it('must not change before the head over that record', () => {
    log.changeSigner(1, key(1).sign);
    batch('unlock', ['epoch', { n: 1, vkey: key(1).vkey }]);
    expect(check().kinds).toEqual(['head-signature-invalid']);
  });

  it('count up without gaps', () => {
    batch('unlock', ['epoch', { n: 2, vkey: key(2).vkey }]);
    expect(check().findings).toMatchObject([{ kind: 'epoch-gap', seq: 2, expected: '1', actual: '2' }]);
  });

  it('begin with genesis, once', () => {
    batch('act', ['genesis', { epoch: { n: 0, vkey: key(1).vkey }, operators: [] }]);
    expect(check().kinds).toEqual(['genesis-misplaced']);
  });
});

describe('whoever unlocks', () => {
  /** The record of a new key at the log's present end. */
  const epoch = (n: number, changes: JsonObject = {}, by = OPERATOR): JsonObject => {
    const statement = { log: ORIGIN, size: log.size, n, vkey: key(n).vkey, operatorId: 'lead', ...changes };
    return { ...statement, signature: signStatement(by, 'epoch', statement) };
  };
  const unlock = (n: number, body: JsonObject): void => {
    batch('unlock', ['unlock', { operatorId: 'lead' }], ['epoch', body]);
    log.changeSigner(n, key(n).sign);
  };

  it('signs for the key that is made then, and acts in that name', () => {
    unlock(1, epoch(1));
    batch('act', ['annotation', { operatorId: 'lead' }], ['lock', { operatorId: 'lead' }]);
    expect(check().findings).toEqual([]);
  });

  it('need not have signed in a log of an earlier program, up to the first signature', () => {
    unlock(1, { n: 1, vkey: key(1).vkey });
    unlock(2, epoch(2));
    unlock(3, { n: 3, vkey: key(3).vkey });
    expect(check().findings).toMatchObject([{ kind: 'epoch-unsigned', seq: 9 }]);
  });

  it.each<[string, () => JsonObject]>([
    ['somebody else signed', () => epoch(1, {}, seed(101))],
    ['it was signed for another place', () => epoch(1, { size: 99 })],
    ['it was signed for another key', () => ({ ...epoch(1), vkey: key(2).vkey })],
    ['it was signed as a restart', () => restart(1)],
    ['it is in another name than the unlock', () => epoch(1, { operatorId: 'mallory' })],
  ])('is not believed where %s', (_, body) => {
    unlock(1, body());
    expect(check().kinds).toContain('epoch-unsigned');
  });

  it('is the only one in whose name notes, questions, settings and the lock are, whatever another unlock says', () => {
    unlock(1, epoch(1));
    batch('act', ['unlock', { operatorId: 'ann' }], ['annotation', { operatorId: 'ann' }]);
    expect(check().findings).toMatchObject([
      {
        kind: 'operator-absent',
        seq: 6,
        expected: 'lead',
        actual: 'ann',
        message: expect.stringMatching(/annotation/u),
      },
    ]);
  });
});

describe('an operator', () => {
  const vkey = (operatorId: string, by = 7): string => operatorVkey(ORIGIN, operatorId, seed(by));
  it.each<[string, JsonObject]>([
    ['a second time, with another key', { operatorId: 'lead', vkey: vkey('lead') }],
    ['with the name of another in the key', { operatorId: 'ann', vkey: vkey('bob') }],
    ['with a text that is no key', { operatorId: 'ann', vkey: 'ann' }],
    ['with the key of another', { operatorId: 'ann', vkey: operatorVkey(ORIGIN, 'lead', OPERATOR) }],
  ])('can not be brought in %s', (_, operator) => {
    batch('act', ['operator', { act: 'added', by: 'lead', operator }]);
    expect(check().kinds).toEqual(['operator-wrong']);
  });

  it('is brought in with a sound key of their own', () => {
    batch('act', ['operator', { act: 'added', by: 'lead', operator: { operatorId: 'ann', vkey: vkey('ann') } }]);
    expect(check().kinds).toEqual([]);
  });
});

describe('a restart', () => {
  it('is a notice where an operator signed it, and the new key signs at once', () => {
    log.changeSigner(1, key(1).sign);
    batch('unlock', ['epoch-restart', restart(1)]);
    batch('act', ['annotation', {}]);
    const { findings, notices } = check();
    expect(findings).toEqual([]);
    expect(notices).toEqual([
      'The signing chain was restarted by lead at record 2: what lies before rests on the operator’s word',
    ]);
  });

  it.each<[string, () => JsonObject]>([
    ['nobody signed it', () => ({ ...restart(1), signature: 'ed25519:' })],
    ['somebody else signed it', () => restart(1, {}, seed(101))],
    ['the operator is unknown', () => restart(1, { operatorId: 'mallory' })],
    ['it was signed for another log', () => restart(1, { log: 'audittrailpro/case/other' })],
    ['it was signed for an earlier place', () => restart(1, { size: 1 })],
    ['it was signed for a later place', () => restart(1, { size: 99 })],
    ['it was signed for no place', () => restart(1, { size: 'here' })],
    ['its key was exchanged', () => ({ ...restart(1), vkey: key(2).vkey })],
  ])('is a finding where %s', (_, body) => {
    batch('act', ['annotation', {}]);
    log.changeSigner(1, key(1).sign);
    batch('unlock', ['epoch-restart', body()]);
    expect(check().kinds).toContain('epoch-restart-unsigned');
  });
});

describe('heads and seals', () => {
  it('are missed where the newest is gone', () => {
    batch('act', ['annotation', {}]);
    db.exec('DROP TRIGGER head_no_delete; DELETE FROM head WHERE size = 4');
    expect(check().findings).toMatchObject([{ kind: 'tail-unsigned', seq: 2, expected: '4', actual: '2' }]);
  });

  it('are missed where one between is gone: the seal after it names it', () => {
    batch('act', ['annotation', {}]);
    batch('act', ['annotation', {}]);
    db.exec('DROP TRIGGER head_no_delete; DELETE FROM head WHERE size = 4');
    expect(check().kinds).toEqual(['head-link-broken']);
  });

  it('say the size they are stored for', () => {
    const [head] = heads(db);
    batch('act', ['annotation', {}]);
    db.exec('DROP TRIGGER head_no_update');
    db.prepare('UPDATE head SET note = ? WHERE size = 4').run(Buffer.from(head?.note ?? ''));
    expect(check().kinds).toEqual(['head-size-mismatch']);
  });

  it('tell that the end was cut off', () => {
    batch('act', ['annotation', {}]);
    db.exec('DROP TRIGGER hot_block_no_delete; DELETE FROM hot_block WHERE first_seq = 2');
    expect(check().findings).toMatchObject([{ kind: 'log-truncated', expected: '4', actual: '2' }]);
  });

  it('seal the records before them and no others', () => {
    log.append('seal', { chain: 'sha256:00', size: 2, prevHead: null, epoch: 0, reason: 'act' });
    log.flush('act');
    expect(check().kinds).toEqual(['seal-mismatch', 'head-link-broken']);
  });
});

describe('the time line', () => {
  it('tells a clock set back', () => {
    wait(1);
    batch('act', ['annotation', {}]);
    wallMs -= 2 * 3_600_000;
    batch('act', ['annotation', {}]);
    expect(check()).toMatchObject({
      findings: [],
      notices: ['The computer’s clock was set back by 7200 s at record 5'],
    });
  });

  it('tells a long stretch without a seal while the case was open', () => {
    batch('unlock', ['unlock', {}]);
    wait(15);
    batch('interval');
    wait(40);
    batch('act', ['annotation', {}]);
    expect(check().notices).toEqual(['40 minutes passed without a seal before record 6, while the case was open']);
  });

  it('says nothing of the time the case was closed', () => {
    batch('unlock', ['unlock', {}]);
    batch('lock', ['lock', {}]);
    wait(600);
    batch('unlock', ['unlock', {}]);
    expect(check().notices).toEqual([]);
  });

  it('says nothing of the time after a crash', () => {
    batch('unlock', ['unlock', {}]);
    wait(600);
    batch('unlock', ['unlock', {}]);
    expect(check().notices).toEqual([]);
  });
});

describe('stored hashes', () => {
  it('are told where they are not those of the lines', () => {
    batch('act', ...Array.from({ length: 300 }, (): [RecordKind, JsonObject] => ['annotation', {}]));
    db.exec('DROP TRIGGER digest_tile_grows_only; DROP TRIGGER tile_grows_only');
    db.exec('UPDATE digest_tile SET chain_before = zeroblob(32) WHERE n = 1');
    db.exec('UPDATE tile SET hashes = zeroblob(32)');
    expect(check().kinds.toSorted()).toEqual(['chain-mismatch', 'tile-mismatch']);
  });

  it.each([0, 3, 5, 8, 9])('are told by the tile, of many that are followed side by side (%i)', (n) => {
    // Nine whole tiles and a part of one: two groups of four, one tile, the rest.
    batch('act', ...Array.from({ length: 9 * 256 + 40 }, (): [RecordKind, JsonObject] => ['event', {}]));
    expect(check().kinds).toEqual([]);
    db.exec('DROP TRIGGER digest_tile_grows_only');
    const before = db.prepare('SELECT chain_before FROM digest_tile WHERE n = ?').pluck().get(n) as Uint8Array;
    const changed = Buffer.from(before);
    changed[7] = (before[7] as number) ^ 1;
    const set = db.prepare('UPDATE digest_tile SET chain_before = ? WHERE n = ?');
    set.run(changed, n);
    expect(check().findings).toMatchObject([
      {
        kind: 'chain-mismatch',
        seq: n * 256,
        actual: changed.toString('hex'),
        expected: Buffer.from(before).toString('hex'),
      },
    ]);
    set.run(before, n);
    const digests = Buffer.from(db.prepare('SELECT digests FROM digest_tile WHERE n = ?').pluck().get(n) as Uint8Array);
    digests[35] = (digests[35] as number) ^ 1;
    db.prepare('UPDATE digest_tile SET digests = ? WHERE n = ?').run(digests, n);
    expect(check().findings).toMatchObject([{ kind: 'digest-mismatch', seq: n * 256 + 1 }]);
  });

  it('name the record they are wrong about', () => {
    batch('act', ['annotation', {}]);
    db.exec('DROP TRIGGER digest_tile_grows_only');
    const digests = Buffer.from(db.prepare('SELECT digests FROM digest_tile').pluck().get() as Uint8Array);
    const actual = digests.subarray(64, 96).toString('hex');
    digests.set(nodeHasher.sha256(Buffer.from('x')), 64);
    db.prepare('UPDATE digest_tile SET digests = ?').run(digests);
    expect(check().findings).toMatchObject([{ kind: 'digest-mismatch', seq: 2, actual }]);
  });
});
