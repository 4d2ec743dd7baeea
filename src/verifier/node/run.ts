/**
 * What the command does with its arguments.
 *
 * Node. Reads the bundle and the files the person names; writes nothing, asks nobody.
 * Trust: files named as trust come from the person; a wrong one ends the run, it is never passed over.
 */
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { useHashEngine } from '../base/hash.ts';
import { plain } from '../base/plain-text.ts';
import { demand } from '../base/refused.ts';
import { readWhole } from '../bag/folder.ts';
import { type EarlierHead, parseEarlierHead } from '../bundle/comparison.ts';
import { HEAD, MAX_SMALL_BYTES } from '../bundle/layout.ts';
import { type Report, textReport } from '../bundle/report.ts';
import { type Options, verifyBundle } from '../bundle/verify-bundle.ts';
import { useEd25519Engine } from '../sign/ed25519.ts';
import { certificatesOf } from '../time/certificate.ts';
import { parsePolicy } from '../tlog/policy.ts';
import { type Arguments, HELP, parseArguments, UsageError } from './arguments.ts';
import { nodeEd25519, nodeEngine } from './fast-crypto.ts';
import { type LineThreads, startThreads } from './line-threads.ts';
import { openBundle } from './open-bundle.ts';

export const VERSION = '1';
/** Threads cost more than they save for a small bundle. */
const WORTH_THREADS_BYTES = 16 * 1024 * 1024;

export interface Outcome {
  readonly exitCode: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
  /** The words could not be understood: nothing was looked at. */
  readonly isUsage?: boolean;
}

/** @param self this program's own file, started again as threads; none where it is not one file */
export async function run(words: readonly string[], self: string | undefined): Promise<Outcome> {
  useHashEngine(nodeEngine);
  useEd25519Engine(nodeEd25519);
  try {
    const given = parseArguments(words);
    if (given.command === 'help') return { exitCode: 0, out: HELP, err: '' };
    if (given.command === 'version') return { exitCode: 0, out: `audittrail-verifier ${VERSION}\n`, err: '' };
    const options = await optionsOf(given);
    const reports =
      given.command === 'compare'
        ? await compare(given, options, self)
        : [await verify(given.bundles[0] as string, given, options, self)];
    const exitCode = reports.some((one) => one.exitCode === 1) ? 1 : reports.some((one) => one.exitCode === 2) ? 2 : 0;
    const json = (): string => `${JSON.stringify(reports.length === 1 ? reports[0] : { reports }, null, 2)}\n`;
    return { exitCode, out: given.isJson ? escapeJson(json()) : reports.map(textReport).join('\n'), err: '' };
  } catch (error) {
    const err = `CANNOT CHECK: ${plain((error as Error).message)}\n`;
    return { exitCode: 2, out: '', err, ...(error instanceof UsageError ? { isUsage: true } : {}) };
  }
}

/** JSON escapes no direction marks; a terminal would obey them. */
const escapeJson = (json: string): string =>
  json.replaceAll(/[\p{Cf}\p{Co}\u007f-\u009f\u2028\u2029]/gu, (sign) =>
    Array.from({ length: sign.length }, (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );

async function optionsOf(given: Arguments): Promise<Options> {
  const tsaRoots = await Promise.all(
    given.tsaRoots.map(async (path) => certificatesOf(new Uint8Array(await readFile(path)))),
  );
  const bitcoin = new Map(
    given.blocks.map((text) => {
      const [, height = '', root = ''] = /^(\d{1,9}):([0-9a-f]{64})$/u.exec(text) ?? [];
      if (root === '') throw new UsageError('--bitcoin needs HEIGHT:ROOT');
      return [Number(height), root] as const;
    }),
  );
  return {
    trust: {
      tsaRoots: tsaRoots.flat(),
      bitcoin,
      ...(given.policy === undefined ? {} : { policy: parsePolicy(await readFile(given.policy, 'utf8')) }),
    },
    earlier: await Promise.all(given.earlier.map(earlierHead)),
    signers: given.signers,
    ...(given.fingerprint === undefined ? {} : { fingerprint: given.fingerprint }),
  };
}

async function earlierHead(path: string): Promise<EarlierHead> {
  const isBundle = path.endsWith('.zip') || (await stat(path)).isDirectory();
  if (!isBundle) return parseEarlierHead(new Uint8Array(await readFile(path)), basename(path));
  const { folder, close } = await openBundle(path);
  try {
    const bytes = await readWhole(folder, HEAD, MAX_SMALL_BYTES);
    demand(bytes !== undefined, 'the earlier bundle has no head');
    return parseEarlierHead(bytes, basename(path));
  } finally {
    await close();
  }
}

async function verify(path: string, given: Arguments, options: Options, self: string | undefined): Promise<Report> {
  const { folder, close } = await openBundle(path);
  let threads: LineThreads | undefined;
  try {
    const bytes = (await folder.list()).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const wanted = given.threads ?? (bytes < WORTH_THREADS_BYTES ? 1 : Math.min(8, availableParallelism()));
    if (self !== undefined && wanted > 1) threads = startThreads(self, wanted);
    return await verifyBundle(folder, { ...options, ...(threads === undefined ? {} : { inspect: threads.inspect }) });
  } finally {
    await threads?.stop();
    await close();
  }
}

/** Each of the two is checked; the head of the shorter one must be the beginning of the longer one. */
async function compare(given: Arguments, options: Options, self: string | undefined): Promise<Report[]> {
  const heads = await Promise.all(given.bundles.map(earlierHead));
  const [a, b] = heads as [EarlierHead, EarlierHead];
  const isFirstLonger = a.checkpoint.size >= b.checkpoint.size;
  const paths = given.bundles as readonly [string, string];
  const [longer, shorter, earlier] = isFirstLonger ? [paths[0], paths[1], b] : [paths[1], paths[0], a];
  const first = await verify(shorter, given, options, self);
  return [first, await verify(longer, given, { ...options, earlier: [...options.earlier, earlier] }, self)];
}
