/** A real case in a temporary folder, for tests: made, filled and opened without threads where that is quicker. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingest } from '../../host/ingest/ingest-coordinator.ts';
import { deriveKey } from '../../host/vault/case-keys.ts';
import { CaseWriter } from '../../host/vault/case-writer.ts';
import { createCaseFolder } from '../../host/vault/create-case.ts';
import { rollUpWhenLarge } from '../../host/vault/roll-up.ts';
import { createFileStore } from '../../host/vault/file-store.ts';
import type { IngestRequest, IngestResult, VerifyReport } from '../../host/vault/session.ts';
import { verifyCase } from '../../host/verify/verify-case.ts';

export const PASSPHRASE = 'correct horse battery';

export interface TestCase {
  dir: string;
  origin: string;
  dataKey: Uint8Array;
}

/** A new folder that is removed by `remove`. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'audittrail-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Near the least that a slot may cost: tests unlock cases many hundreds of times. */
const CHEAP_UNLOCK = { memoryKiB: 19_456, passes: 2 };

export async function makeCase(dir: string): Promise<void> {
  const request = { dir, name: 'Test', operatorId: 'lead', operatorName: 'Lead', passphrase: PASSPHRASE };
  await createCaseFolder(request, CHEAP_UNLOCK);
}

/** Opens, takes evidence in, closes; gives the keys that whoever knows the passphrase has. */
export async function fillCase(
  dir: string,
  request: IngestRequest,
  aborting: AbortController = new AbortController(),
): Promise<TestCase & { result: IngestResult }> {
  const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
  const dataKey = writer.dataKey.slice();
  const { origin } = writer;
  try {
    const files = createFileStore(writer.paths.files, deriveKey(dataKey, 'files', 'files'));
    const result = await ingest({ writer, files, workerCount: 2 }, request, {
      signal: aborting.signal,
      onProgress: () => undefined,
    });
    return { dir, origin, dataKey, result };
  } finally {
    writer.close();
  }
}

/** Moves the hot events into a segment: how many rows one scan worker gets, and so whether it makes one, is chance. */
export async function moveEventsToSegment(dir: string): Promise<void> {
  const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE });
  rollUpWhenLarge(writer, 1000);
  writer.close();
}

export const verify = (
  { dir, origin, dataKey }: TestCase,
  mode: 'fast' | 'strict',
  fingerprint?: string,
): Promise<VerifyReport> =>
  verifyCase(
    { dir, origin, dataKey, workerCount: 2 },
    { mode, ...(fingerprint === undefined ? {} : { fingerprint }) },
    {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  );

/** JSON lines of small audit events, a second apart. */
export function writeAuditLines(path: string, count: number, first = 0): void {
  const lines = Array.from({ length: count }, (_, i) => {
    const n = first + i;
    const timestamp = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
    return JSON.stringify({
      eventId: `e-${n}`,
      timestamp,
      eventType: n % 3 === 0 ? 'user_login' : 'file_access',
      severity: 'low',
      source: { ip: `10.0.${n % 7}.${n % 250}`, userId: `user${n % 11}` },
      action: { type: 'read', resource: `/srv/${n % 100}`, success: n % 5 !== 0 },
      metadata: { message: `entry ${n} of the ledger was read by a clerk` },
    });
  });
  writeFileSync(path, `${lines.join('\n')}\n`);
}
