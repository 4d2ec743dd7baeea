/**
 * The stand-alone verifier as the other side runs it: the built file, a process of its own on plain Node, no environment.
 *
 * Trust: what is checked is hostile; the answer is read as what the file printed and how it ended.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import type { Report } from '../verifier/bundle/report.ts';
import type { Files } from '../verifier/testing/memory-folder.ts';
import { writeZip } from '../verifier/testing/zip-writer.ts';
import type { Sighting } from './attack.ts';
import type { Laboratory } from './laboratory.ts';

export interface Answer {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  readonly report?: Report;
}

/** More than any honest answer takes, also on a machine that is paused. */
const PATIENCE_MS = 600_000;

export async function standAlone(lab: Laboratory, words: readonly string[], isJson = true): Promise<Answer> {
  const { path } = await lab.verifier();
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [path, ...words, ...(isJson ? ['--json'] : [])],
      { cwd: dirname(path), env: {}, maxBuffer: 1e8, timeout: PATIENCE_MS },
      (error, out, err) => {
        const exitCode = error === null ? 0 : error.code;
        if (typeof exitCode !== 'number') return reject(new Error(`the verifier did not end: ${String(error)}`));
        const report = isJson && out !== '' ? { report: JSON.parse(out) as Report } : {};
        resolve({ exitCode, out, err, ...report });
      },
    );
  });
}

/** What the verifier found; nothing where it says that all holds. */
export function bundleSighting({ exitCode, report, err }: Answer): Sighting | undefined {
  if (exitCode === 0) return undefined;
  const words = report?.failures[0]?.text ?? report?.notChecked[0]?.text ?? err.trim();
  return { check: 'stand-alone verifier', words };
}

/** @returns where the bundle lies as a zip file */
export function zipped(lab: Laboratory, files: Files): string {
  const path = lab.place('bundle.zip');
  const parts = Object.entries(files).map(([name, bytes]) => ({ path: name, bytes: bytes as Uint8Array }));
  writeFileSync(path, writeZip(parts));
  return path;
}
