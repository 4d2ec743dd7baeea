/**
 * Changed copies of one bundle that the program made, as zip files in a folder, and the built single file over all of them in
 * one process.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Report } from '../../verifier/bundle/report.ts';
import type { Files } from '../../verifier/testing/memory-folder.ts';
import { isHarmless, mutate } from '../../verifier/testing/mutations.ts';
import { writeZip } from '../../verifier/testing/zip-writer.ts';
import { bundledCase, filesBelow } from './exported-bundle.ts';
import { VERIFIER_FILES } from './build-verifier.ts';

export interface MutatedBundle {
  /** Who changed what where, and the seed of it. */
  readonly name: string;
  readonly path: string;
  readonly power: string;
}

export interface MutatedBundles {
  readonly untouched: MutatedBundle;
  readonly changed: readonly MutatedBundle[];
}

/** @param folder is filled; @param first seed, and the next ones where the dice changed nothing */
export async function mutatedBundles(folder: string, count: number, first: number): Promise<MutatedBundles> {
  const made = await bundledCase(folder, 40);
  const query = 'user:user3';
  const ended = await made.bundle(join(folder, 'bundle'), { query, proofs: true, originals: true });
  if ('error' in ended) throw new Error(ended.error.message);
  const key = await made.leadKey();
  await made.close();
  const original = filesBelow(join(folder, 'bundle'));
  mkdirSync(join(folder, 'zips'));
  const write = (files: Files, name: string, power: string, index: number): MutatedBundle => {
    const path = join(folder, 'zips', `${String(index).padStart(5, '0')}.zip`);
    writeFileSync(
      path,
      writeZip(Object.entries(files).map(([entry, bytes]) => ({ path: entry, bytes: bytes as Uint8Array }))),
    );
    return { name, path, power };
  };
  const untouched = write(original, 'untouched', 'none', 0);
  const changed: MutatedBundle[] = [];
  for (let seed = first; changed.length < count; seed++) {
    const mutation = mutate(original, seed, { key });
    if (mutation === undefined || isHarmless(mutation.files, original)) continue;
    const { power, file, what, files } = mutation;
    changed.push(write(files, `seed ${seed}: ${power}: ${file}: ${what}`, power, changed.length + 1));
  }
  return { untouched, changed };
}

/** As the thread of a process that knows nothing but the built file. */
const DRIVER = `
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { readFileSync, writeFileSync } from 'node:fs';
if (isMainThread) {
  const [verifier, list, answers] = process.argv.slice(2);
  const thread = new Worker(new URL(import.meta.url), { workerData: { verifier, list, answers } });
  thread.on('message', () => thread.terminate());
  thread.on('error', (error) => { throw error; });
} else {
  const { verifier, list, answers } = workerData;
  const { run } = await import(verifier);
  const reports = [];
  for (const path of JSON.parse(readFileSync(list, 'utf8'))) {
    const { exitCode, out, err } = await run([path, '--json', '--threads', '1'], undefined);
    reports.push(err === '' ? { ...JSON.parse(out), exitCode } : { err, exitCode });
  }
  writeFileSync(answers, JSON.stringify(reports));
  parentPort.postMessage('done');
}
`;

/** What the built single file says of each, in their order. @param built folder of the verifier's files */
export async function reportsByFile(built: string, bundles: readonly MutatedBundle[]): Promise<Report[]> {
  const [driver, list, answers] = ['driver.mjs', 'list.json', 'answers.json'].map((name) => join(built, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(driver, DRIVER);
  writeFileSync(list, JSON.stringify(bundles.map(({ path }) => path)));
  const words = [driver, pathToFileURL(join(built, VERIFIER_FILES[0])).href, list, answers];
  await promisify(execFile)(process.execPath, words, { cwd: built, env: {} });
  return JSON.parse(readFileSync(answers, 'utf8')) as Report[];
}
