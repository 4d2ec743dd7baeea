/** `kill -9` at every step of a change of the data key: the case opens under the old key or under the new one, whole. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deriveKey, generationOf, loadCaseKeys } from '../../host/vault/case-keys.ts';
import { CaseWriter } from '../../host/vault/case-writer.ts';
import { createFileStore } from '../../host/vault/file-store.ts';
import {
  fillCase,
  makeCase,
  moveEventsToSegment,
  PASSPHRASE,
  temporaryFolder,
  verify,
  writeAuditLines,
} from '../helpers/temporary-case.ts';

const PROGRAM = fileURLToPath(new URL('../helpers/cut-data-key.ts', import.meta.url));
const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const papersIn = (dir: string, dataKey: Uint8Array) =>
  createFileStore(join(dir, 'compliance'), deriveKey(dataKey, 'files', 'compliance'));
async function* oneOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
let paper = '';

beforeAll(async () => {
  writeAuditLines(at('a.jsonl'), 2500);
  await makeCase(at('base'));
  await fillCase(at('base'), { paths: [at('a.jsonl')] });
  await moveEventsToSegment(at('base'));
  expect(readdirSync(join(at('base'), 'segments'))).toHaveLength(1);
  const writer = await CaseWriter.open({ dir: at('base'), passphrase: PASSPHRASE });
  paper = (await papersIn(at('base'), writer.dataKey).acquire(oneOf('a table'))).sha256;
  writer.close();
});
afterAll(() => folder.remove());

it.each<[step: string, generation: number]>([
  ['planned', 1],
  ['segment 1', 1],
  ['files', 1],
  ['compliance', 1],
  ['database', 1],
  ['recorded', 1],
  ['counts', 2],
  ['database in place', 2],
  ['segments in place', 2],
  ['files in place', 2],
  ['compliance in place', 2],
  ['epoch in place', 2],
  ['no step at all', 2],
])(
  'killed at "%s", the case is whole under its data key number %i, and can be changed again',
  async (step, generation) => {
    const dir = at(`case ${step}`);
    cpSync(at('base'), dir, { recursive: true });
    const { signal, status, stderr } = spawnSync(process.execPath, [PROGRAM, dir, step], { encoding: 'utf8' });
    expect([signal, status, stderr]).toEqual(step === 'no step at all' ? [null, 0, ''] : ['SIGKILL', null, '']);
    const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
    expect([writer.readOnlyReason, generationOf(loadCaseKeys(join(dir, 'case.keys')))]).toEqual([
      undefined,
      generation,
    ]);
    const opened = { dir, origin: writer.origin, dataKey: writer.dataKey.slice() };
    writer.close();
    expect(existsSync(join(dir, 'rekey'))).toBe(false);
    expect(await verify(opened, 'strict')).toMatchObject({ verdict: 'intact', findings: [], notChecked: [] });
    const kept = await papersIn(dir, opened.dataKey).open(paper);
    expect(kept.sizeBytes).toBe('a table'.length);
    await kept.close();
  },
);
