/**
 * A record that lies about who did it, written into two logs: a case of the program, by its own hands with the key in force, and a
 * log of the verifier's own writer, given away as a bundle.
 */
import { join } from 'node:path';
import type { JsonObject } from '../engines/event/audit-event.ts';
import { CaseWriter } from '../host/vault/case-writer.ts';
import { addOperatorTo } from '../host/vault/operator-acts.ts';
import { findMeta } from '../host/vault/case-store.ts';
import { createCaseFolder } from '../host/vault/create-case.ts';
import type { WriteDb } from '../host/vault/sqlite.ts';
import { unlock } from '../host/vault/unlock-case.ts';
import { OLGA } from '../test/helpers/exported-bundle.ts';
import { PASSPHRASE, type TestCase } from '../test/helpers/temporary-case.ts';
import { canonicalJson } from '../verifier/base/strict-json.ts';
import { makeBundle } from '../verifier/testing/bundle-maker.ts';
import { ANALYST, envelope, LEAD, type LogMaker, ORIGIN, type TestKey } from '../verifier/testing/log-maker.ts';
import { allOf, type Check, type Trial } from './attack.ts';
import { verifyCheck } from './case-checks.ts';
import { forge } from './epoch-hands.ts';
import type { Laboratory } from './laboratory.ts';
import { bundleSighting, standAlone, zipped } from './stand-alone.ts';

export const ITEM = { sha256: 'ab'.repeat(32) };
/** Needs two people in both logs. */
export const TWO_PERSON_ACTS = ['dispose'];
const CUSTODY_TYPE = 'application/vnd.audittrailpro.custody+json';

/** A log that a record can be written into, whoever keeps it. */
export interface Forgery {
  readonly origin: string;
  /** The number that the next signing key has. */
  readonly nextEpoch: number;
  readonly lead: TestKey;
  /** The second operator. */
  readonly other: TestKey & { readonly operatorId: string };
  add: (kind: 'operator' | 'custody' | 'annotation' | 'unlock' | 'epoch', body: JsonObject) => void;
}

/** A custody record; `body` may say something else than was signed. */
export function custody(
  forgery: Forgery,
  payload: JsonObject & { act: string; operatorId: string },
  signers: readonly TestKey[],
  body: JsonObject = {},
): void {
  const said = canonicalJson({ at: '2026-01-05T00:00:00.000Z', items: [ITEM], log: forgery.origin, ...payload });
  const { act, operatorId } = payload;
  forgery.add('custody', { act, operatorId, envelope: envelope(CUSTODY_TYPE, said, signers) as never, ...body });
}

export interface OperatorCase extends TestCase {
  readonly lead: TestKey;
  readonly other: TestKey & { operatorId: string };
}

/** A case of two, in which an item was acquired by the lead. */
export async function makeOperatorCase(folder: string): Promise<OperatorCase> {
  const dir = join(folder, 'case');
  await createCaseFolder(
    {
      dir,
      name: 'Test',
      operatorId: 'lead',
      operatorName: 'Lead',
      passphrase: PASSPHRASE,
      twoPersonActs: TWO_PERSON_ACTS,
    },
    { memoryKiB: 19_456, passes: 1 },
  );
  const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
  await addOperatorTo(writer, { ...OLGA, name: 'Olga', role: 'analyst' });
  const { origin } = writer;
  const dataKey = writer.dataKey.slice();
  writer.close();
  const keyOf = async (operatorId: string, passphrase: string): Promise<TestKey> => {
    const { slot } = await unlock({ dir, operatorId, passphrase });
    return { name: `${origin}/operator/${operatorId}`, secret: slot.operatorSeed, vkey: '' };
  };
  const lead = await keyOf('lead', PASSPHRASE);
  const other = { operatorId: OLGA.operatorId, ...(await keyOf(OLGA.operatorId, OLGA.passphrase)) };
  const made: OperatorCase = { dir, origin, dataKey, lead, other };
  await forge(dir, (log) =>
    custody(
      { ...made, nextEpoch: 0, add: (kind, body) => void log.append(kind, body) },
      { act: 'acquire', operatorId: 'lead' },
      [lead],
    ),
  );
  return made;
}

/** The same record in a log of the verifier's own writer. */
const inLog = (log: LogMaker): Forgery => ({
  origin: ORIGIN,
  nextEpoch: log.epoch + 1,
  lead: LEAD.key,
  other: { operatorId: ANALYST.operatorId, ...ANALYST.key },
  add: (kind, body) => void log.add(kind, body as never),
});

export interface Lie {
  readonly write: (forgery: Forgery) => void;
  /** One of these kinds must be found in the case; absent: nothing is asked of it. */
  readonly kinds?: readonly string[];
  /** One of these words must be said of the bundle. */
  readonly codes?: readonly string[];
}

/** Whoever forges a record also forges what the tables say of it. */
function alsoInTables(db: WriteDb, { operator, act }: JsonObject, seq: number): void {
  if (act !== 'added') return;
  const { operatorId, name, role, vkey } = operator as Record<string, string>;
  db.prepare('INSERT OR REPLACE INTO operator (operator_id, name, role, vkey, seq) VALUES (?, ?, ?, ?, ?)').run(
    operatorId,
    name,
    role,
    vkey,
    seq,
  );
}

/** Writes the lie into both logs, and asks both who check them. */
export async function lieAbout(lab: Laboratory, { write, kinds, codes }: Lie): Promise<Trial> {
  const looks: { check: Check; seen: string | undefined; else: string }[] = [];
  // Each of the two must find it, by the word that names it.
  if (kinds !== undefined) {
    const intact = await lab.operators();
    const target = { ...intact, dir: lab.copyOf(intact.dir) };
    await forge(target.dir, (log, writer) =>
      write({
        ...intact,
        nextEpoch: Number(findMeta(writer.db, 'epoch')) + 1,
        add: (kind, body) => void log.append(kind, body, (db, seq) => alsoInTables(db, body, seq)),
      }),
    );
    const { report, sighting } = await verifyCheck(target);
    const named = report?.findings.find(({ kind }) => kinds.includes(kind));
    looks.push({ check: 'strict verify', seen: named?.message, else: sighting?.words ?? 'it was called intact' });
  }
  if (codes !== undefined) {
    const files = makeBundle({
      events: 5,
      isCustodyKept: false,
      twoPersonActs: TWO_PERSON_ACTS,
      more: (log) => {
        log.custody('acquire', { items: [ITEM] });
        write(inLog(log));
        log.seal('act');
      },
      signers: [LEAD],
    });
    const answer = await standAlone(lab, [zipped(lab, files)]);
    const named = answer.report?.failures.find(({ code }) => codes.includes(code));
    const words = bundleSighting(answer)?.words ?? 'it was called intact';
    looks.push({ check: 'stand-alone verifier', seen: named?.text, else: words });
  }
  return allOf('', looks);
}
