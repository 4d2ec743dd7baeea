/**
 * The stand-alone verifier over what the program really writes: a case that was made, filled, moved into a segment, closed and
 * opened again, packed by the rules of bundle-format.md; run from source and as the single file on plain Node.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveKey } from '../../host/vault/case-keys.ts';
import { heads } from '../../host/vault/case-store.ts';
import { openCase } from '../../host/vault/open-case.ts';
import { openDatabase } from '../../host/vault/sqlite.ts';
import { unlock } from '../../host/vault/unlock-case.ts';
import { utf8 } from '../../verifier/base/bytes.ts';
import { canonicalJson, type JsonObject } from '../../verifier/base/strict-json.ts';
import type { Report } from '../../verifier/bundle/report.ts';
import { verifyBundle } from '../../verifier/bundle/verify-bundle.ts';
import { run } from '../../verifier/node/run.ts';
import { BUNDLE_ID, finishBundle } from '../../verifier/testing/bundle-maker.ts';
import { type Files, memoryFolder } from '../../verifier/testing/memory-folder.ts';
import { buildVerifier, VERIFIER_FILES } from '../helpers/build-verifier.ts';
import {
  fillCase,
  makeCase,
  moveEventsToSegment,
  PASSPHRASE,
  temporaryFolder,
  writeAuditLines,
} from '../helpers/temporary-case.ts';

const EVENTS = 3000;
const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
let files: Files;
let fingerprint: string;

async function packCase(dir: string, log: string): Promise<Files> {
  const session = await openCase({ dir, passphrase: PASSPHRASE });
  const lineAt = async (seq: number): Promise<string> => (await session.storedRecord(seq)).line as string;
  const rows = createHash('sha256');
  let count = 0;
  for (let seq = 0; count < EVENTS; seq++) {
    const line = await lineAt(seq);
    if (!line.includes(',"kind":"event",')) continue;
    rows.update(Buffer.from(sha256(line), 'hex'));
    count += 1;
  }
  const exportSeq = await session.record('export', {
    bundleId: BUNDLE_ID,
    format: 'bundle/1',
    path: 'bundle.zip',
    rowDigest: rows.digest('hex'),
    rows: EVENTS,
    selection: 'whole',
  });
  await session.close();

  const { keys, slot, paths } = await unlock({ dir, passphrase: PASSPHRASE });
  const db = openDatabase(paths.database, deriveKey(slot.dataKey, 'db', 'case.db'), { readonly: true });
  const all = heads(db);
  db.close();
  const newest = all.at(-1) as { size: number; note: string };
  const reader = await openCase({ dir, passphrase: PASSPHRASE, readOnly: true });
  const lines: string[] = [];
  for (let seq = 0; seq < newest.size; seq++) lines.push((await reader.storedRecord(seq)).line as string);
  await reader.close();
  const raw = new Uint8Array(readFileSync(log));
  const payload = {
    'data/case/head.note': utf8(newest.note),
    'data/case/heads.ndjson': utf8(all.map(({ note, size }) => `${canonicalJson({ note, size })}\n`).join('')),
    'data/case/records.ndjson': utf8(lines.map((line) => `${line}\n`).join('')),
    [`data/files/${sha256(raw)}`]: raw,
  };
  const predicate: JsonObject = {
    bundleId: BUNDLE_ID,
    caseId: keys.caseId,
    exportSeq,
    head: { root: Buffer.from(newest.note.split('\n')[2] as string, 'base64').toString('hex'), size: newest.size },
    origin: keys.origin,
    previousBundle: null,
    records: { disclosed: newest.size, privileged: 0, redacted: 0, withheld: 0 },
    selection: { kind: 'whole' },
  };
  const key = { name: `${keys.origin}/operator/lead`, secret: slot.operatorSeed, vkey: '' };
  return finishBundle(payload, predicate, [{ key }]);
}

beforeAll(async () => {
  const dir = at('case');
  await makeCase(dir);
  writeAuditLines(at('audit.jsonl'), EVENTS);
  await fillCase(dir, { paths: [at('audit.jsonl')] });
  await moveEventsToSegment(dir);
  files = await packCase(dir, at('audit.jsonl'));
  fingerprint = sha256(
    new TextDecoder().decode(files['data/case/records.ndjson'] as Uint8Array).split('\n')[0] as string,
  ).slice(0, 40);
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(at(`bundle/${path}`)), { recursive: true });
    writeFileSync(at(`bundle/${path}`), bytes);
  }
  mkdirSync(at('empty'), { recursive: true });
  await buildVerifier(at('empty'));
});
afterAll(() => folder.remove());

describe('a bundle of a real case', () => {
  it('is intact, every line, head, key and raw slice of it', async () => {
    const report = await verifyBundle(memoryFolder(files), {
      fingerprint,
      trust: { tsaRoots: [], bitcoin: new Map() },
      earlier: [],
      signers: 1,
    });
    expect([report.verdict, report.failures, report.notChecked]).toEqual(['INTACT, OWN SIGNATURE ONLY', [], []]);
    expect(report.notes.some(({ text }) => text.startsWith('3,000 events were compared'))).toBe(true);
  });
});

describe('the single file', () => {
  /** Plain Node, a folder with nothing but the file, no environment. */
  const verifier = (node: string, ...words: string[]): { status: number | null; report: Report } => {
    const { status, stdout } = spawnSync(node, [VERIFIER_FILES[0], ...words, '--json'], {
      cwd: at('empty'),
      env: {},
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    return { status, report: JSON.parse(stdout) as Report };
  };
  const nodes = [process.execPath, '/usr/bin/node'].filter((path) => existsSync(path));

  it.each(nodes)('says the same with %s, on one core and on two', async (node) => {
    const { out } = await run([at('bundle'), '--fingerprint', fingerprint, '--json'], undefined);
    for (const threads of ['1', '2']) {
      const { status, report } = verifier(node, at('bundle'), '--fingerprint', fingerprint, '--threads', threads);
      expect([status, report]).toEqual([0, JSON.parse(out)]);
    }
  });

  it('ends with 1 for a changed bundle and 2 for none, and obeys no escape sequence of a file name', () => {
    cpSync(at('bundle'), at('changed'), { recursive: true });
    writeFileSync(at('changed/data/\u001b[2J\u202egnp.txt'), 'x');
    const changed = spawnSync(process.execPath, [VERIFIER_FILES[0], at('changed')], {
      cwd: at('empty'),
      env: {},
      encoding: 'utf8',
    });
    const none = spawnSync(process.execPath, [VERIFIER_FILES[0], at('nothing')], {
      cwd: at('empty'),
      env: {},
      encoding: 'utf8',
    });
    expect([changed.status, none.status, none.stdout]).toEqual([1, 2, '']);
    expect(changed.stdout).toContain('\\u{1b}[2J\\u{202e}gnp.txt');
    // oxlint-disable-next-line no-control-regex
    expect(/[\u001b\u202e]/u.test(changed.stdout)).toBe(false);
    expect(verifier(process.execPath, at('changed')).report.failures.map(({ code }) => code)).toContain('file-refused');
  });

  it('is the same each time it is built, imports nothing but Node, and names no folder of this machine', async () => {
    const sums = await buildVerifier(at('again'));
    expect(readFileSync(at('empty/SHA256SUMS'), 'utf8')).toBe(sums);
    execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: at('again') });
    const [code, page] = VERIFIER_FILES.map((name) => readFileSync(at(`again/${name}`), 'utf8')) as [string, string];
    const imports = [...code.matchAll(/^import .* from "(.+)";$/gmu)].map(([, name = '']) => name);
    expect(imports.filter((name) => !name.startsWith('node:'))).toEqual([]);
    expect([code, page].some((text) => text.includes(process.cwd()) || text.includes('node_modules'))).toBe(false);
    expect(page).toContain(`default-src 'none'`);
    expect(/(?:src|href)=["']?https?:/u.test(page)).toBe(false);
  });
});
