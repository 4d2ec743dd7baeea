/** The worked example and the tables of evidence-format.md, recomputed: the document can't drift from the program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainOfDigests, leafOfDigest } from '../engines/chain/entry.ts';
import { nodeHash } from '../engines/chain/merkle.ts';
import {
  canonicalBody,
  type CaseRecord,
  parseRecord,
  RECORD_KINDS,
  type RecordKind,
  recordLine,
} from '../engines/chain/record.ts';
import type { JsonObject } from '../engines/event/audit-event.ts';
import { decodeHex, encodeHex } from '../engines/kernel/bytes.ts';
import { nodeHasher } from '../host/adapters/node-ports.ts';
import { CaseWriter } from '../host/vault/case-writer.ts';
import { addOperatorTo, changePassphraseIn } from '../host/vault/operator-acts.ts';
import { deriveKey } from '../host/vault/case-keys.ts';
import { findHotBlock, hotBlockPlaces } from '../host/vault/case-store.ts';
import { fingerprintOf } from '../host/vault/fingerprint.ts';
import { headSigner, verifyHead } from '../host/vault/head-signer.ts';
import { unpackHot } from '../host/vault/hot-lines.ts';
import { LogTail } from '../host/vault/log-tail.ts';
import { operatorVkey, signStatement } from '../host/vault/operator-key.ts';
import { openDatabase } from '../host/vault/sqlite.ts';
import { expectValid } from './helpers/expect-verdict.ts';
import { findKinds } from './helpers/stable-words.ts';
import { fillCase, makeCase, PASSPHRASE, temporaryFolder, writeAuditLines } from './helpers/temporary-case.ts';

const text = readFileSync(new URL('../../resources/docs/evidence-format.md', import.meta.url), 'utf8');

/** The text under a heading, up to the next heading of any depth. */
function under(heading: string): string {
  const [, after] = text.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`evidence-format.md has no heading ${heading}`);
  return after.split(/^#/mu)[0] as string;
}
const codeUnder = (heading: string): string => /```\n([\s\S]*?)\n```/u.exec(under(heading))?.[1] ?? '';
const valueUnder = (heading: string, name: string): string =>
  new RegExp(`^\\| ${name} \\| \`([^\`]*)\` \\|$`, 'mu').exec(under(heading))?.[1] ?? '';

const LINES = [0, 1, 2].map((seq) => codeUnder(`### Record ${seq}`));
const DIGESTS = LINES.map((line) => decodeHex(nodeHasher.sha256TextHex(line)) as Uint8Array);
const LEAVES = DIGESTS.map((digest) => leafOfDigest(nodeHasher, digest));
const [FIRST, SECOND, SEAL] = LINES.map((line) => expectValid(parseRecord(line))) as [
  CaseRecord,
  CaseRecord,
  CaseRecord,
];
const root = (): Uint8Array => {
  const [a, b, c] = LEAVES as [Uint8Array, Uint8Array, Uint8Array];
  return nodeHash(nodeHasher, nodeHash(nodeHasher, a, b), c);
};
const seed = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

describe('the worked example', () => {
  it.each([0, 1, 2])('has the line of record %d, as the program writes it, with its hashes', (seq) => {
    const line = LINES[seq] as string;
    const { at, body, kind, log, salt } = expectValid(parseRecord(line));
    expect(recordLine({ at, bodyJson: canonicalBody(body), kind, log, salt, seq })).toBe(line);
    const chain = chainOfDigests(
      nodeHasher,
      new Uint8Array(Buffer.concat(DIGESTS.slice(0, seq + 1))),
      new Uint8Array(32),
    );
    expect([`Record ${seq}`, 'digest', 'leaf', 'chain'].map((name) => valueUnder(`### Record ${seq}`, name))).toEqual([
      '',
      encodeHex(DIGESTS[seq] as Uint8Array),
      encodeHex(LEAVES[seq] as Uint8Array),
      encodeHex(chain),
    ]);
  });

  it('has the fingerprint of its genesis line', () => {
    expect(valueUnder('### Record 0', 'fingerprint')).toBe(fingerprintOf(LINES[0] as string));
  });

  it('names the keys that its seeds give', () => {
    expect(FIRST.body['epoch']).toEqual({ n: 0, vkey: headSigner(FIRST.log, seed(1)).vkey });
    expect((FIRST.body['operators'] as JsonObject[])[0]?.['vkey']).toBe(operatorVkey(FIRST.log, 'lead', seed(2)));
  });

  it('says the hash of the bytes its event was read from', () => {
    const raw = /It was read from (\d+) bytes: `([^`]*)`/u.exec(under('### Record 1'));
    const rawHash = nodeHasher.sha256TextHex(raw?.[2] ?? '');
    expect(SECOND.body['origin']).toEqual({ source: rawHash, offset: 0, length: Number(raw?.[1]), rawHash });
  });

  it('has a seal over the chain before it', () => {
    expect(SEAL.body).toMatchObject({
      size: 2,
      chain: `sha256:${valueUnder('### Record 1', 'chain')}`,
      prevHead: null,
    });
  });

  it('has the root of the log, and the signed head', () => {
    const tail = LogTail.empty();
    for (const digest of DIGESTS) tail.append(digest);
    expect(encodeHex(tail.root())).toBe(encodeHex(root()));
    expect(under('### Head')).toContain(`Root of the three: \`${encodeHex(root())}\``);
    const note = `${codeUnder('### Head')}\n`;
    const key = headSigner(FIRST.log, seed(1));
    expect(key.sign(3, root())).toBe(note);
    expect(expectValid(verifyHead(FIRST.log, note, [key.vkey]))).toEqual({ size: 3, root: root() });
  });

  it('has the signature of a restart', () => {
    const statement = JSON.parse(codeUnder('### Restart')) as JsonObject;
    expect(canonicalBody(statement)).toBe(codeUnder('### Restart'));
    expect(statement['vkey']).toBe(headSigner(FIRST.log, seed(3)).vkey);
    expect(under('### Restart')).toContain(`Signature: \`${signStatement(seed(2), 'epoch-restart', statement)}\``);
  });
});

/** Cells of the table rows under a heading, code marks kept. */
const rowsUnder = (heading: string): string[][] =>
  under(heading)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/gu, '')));
const wordsIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/gu)].map(([, word = '']) => word);

describe('the table of kinds', () => {
  const rows = rowsUnder('## 6 Kinds and their bodies');
  const folder = temporaryFolder();
  const dir = join(folder.path, 'case');
  const seen = new Map<RecordKind, JsonObject[]>();

  beforeAll(async () => {
    const evidence = join(folder.path, 'a.jsonl');
    writeAuditLines(evidence, 20);
    await makeCase(dir);
    await CaseWriter.open({ dir, passphrase: 'not this one' }).catch(() => undefined);
    await fillCase(dir, { paths: [evidence], timeZone: 'UTC' });
    const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
    await addOperatorTo(writer, { operatorId: 'grace', name: 'Grace', role: 'analyst', passphrase: PASSPHRASE });
    await changePassphraseIn(writer, { oldPassphrase: PASSPHRASE, newPassphrase: 'another passphrase' });
    const key = deriveKey(writer.dataKey, 'db', 'case.db');
    writer.close();
    const db = openDatabase(join(dir, 'case.db'), key, { readonly: true });
    for (const { firstSeq } of hotBlockPlaces(db)) {
      for (const line of unpackHot(findHotBlock(db, firstSeq)?.lines ?? new Uint8Array()) ?? []) {
        const { kind, body } = expectValid(parseRecord(line));
        seen.set(kind, [...(seen.get(kind) ?? []), body]);
      }
    }
    db.close();
  });
  afterAll(() => folder.remove());

  it('has every kind, and no other', () => {
    expect(rows.flatMap(([kinds = '']) => wordsIn(kinds)).toSorted()).toEqual([...RECORD_KINDS].toSorted());
  });

  it('names every field that a real case holds, and none is missing there', () => {
    const kinds = [...seen.keys()];
    expect(kinds.length).toBeGreaterThan(9);
    for (const kind of kinds) {
      const [, cell = ''] = rows.find(([name = '']) => wordsIn(name).includes(kind)) as string[];
      // What stands in brackets are fields within fields.
      const names = wordsIn(cell.replaceAll(/\{[^}]*\}|\([^)]*\)/gu, ''));
      const always = cell.includes(' · ') ? [] : names.filter((name) => !name.endsWith('?'));
      const known = new Set(names.map((name) => name.replace('?', '')));
      const bodies = seen.get(kind) ?? [];
      const unknown = bodies.flatMap((body) => Object.keys(body).filter((name) => !known.has(name)));
      const missing = bodies.flatMap((body) => always.filter((name) => !Object.hasOwn(body, name)));
      expect({ kind, unknown, missing }).toEqual({ kind, unknown: [], missing: [] });
    }
  });
});

describe('the checks of a verification', () => {
  it('name every kind of finding that the program’s checks of a case can say', () => {
    const named = rowsUnder('## 8 Verification').flatMap((cells) => wordsIn(cells[2] ?? ''));
    const files = [
      'key-act-checks',
      'line-checks',
      'log-checks',
      'projection-checks',
      'segment-check',
      'verify-case',
      '../marks/verify-marks',
      '../../engines/custody/custody-ledger',
    ];
    const said = findKinds([
      ...files.map((name) => readFileSync(new URL(`../host/verify/${name}.ts`, import.meta.url), 'utf8')),
      readFileSync(new URL('../engines/chain/record.ts', import.meta.url), 'utf8'),
    ]);
    expect(named.toSorted()).toEqual([...said].toSorted());
  });
});
