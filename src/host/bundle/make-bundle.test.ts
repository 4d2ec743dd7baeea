/** What is said and recorded where a step of a bundle, or the clearing away behind it, fails: each failure is put in by hand. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import type { OpenCase } from '../services/open-cases.ts';
import type { Signing } from '../vault/session.ts';
import type { BundleRequest } from './bundle-request.ts';
import { makeBundle } from './make-bundle.ts';
import type { ThreadedBundle } from './threaded-bundle.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'audittrail-make-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Faults {
  form?: BundleRequest['form'];
  begin?: Error;
  write?: Error;
  /** What `settle` leaves in the place before it fails. */
  settle?: (signedList: string) => never;
  endBundle?: Error;
  endSigning?: Error;
}

/** What came of it, and the order of what was done behind it. */
async function make(faults: Faults): Promise<{ said: unknown; acts: string[] }> {
  const acts: string[] = [];
  const ends = (name: string, error: Error | undefined) => async () => {
    acts.push(name);
    if (error !== undefined) throw error;
  };
  const bundle = {
    plan: async () => ({ size: 1, rows: 0, rowDigest: '', notices: [] }),
    write: async () => {
      if (faults.write !== undefined) throw faults.write;
      return { caseId: 'c', origin: 'o', headRoot: 'r', counts: {}, rows: {}, originals: 0, notices: [] };
    },
    put: async () => {},
    list: async () => 'statement',
    settle: async (list: string) => faults.settle?.(list) ?? { files: 1, sizeBytes: 1, manifest: 'm' },
    end: ends('bundle ended', faults.endBundle),
  } as unknown as ThreadedBundle;
  const signing: Signing = {
    operatorIds: ['lead'],
    sign: async () => ({ payload: 'x'.repeat(500), signatures: [{ sig: 'of this bundle' }] }),
    end: ends('keys wiped', faults.endSigning),
  };
  const session = {
    bundle: async () => {
      if (faults.begin !== undefined) throw faults.begin;
      return bundle;
    },
    recordBundle: async () => ({ seq: 7, headSize: 9 }),
    record: async (_kind: string, body: JsonObject) => acts.push(`${body['act']} of ${body['of']}: ${body['reason']}`),
  };
  const openCase = { session, operator: { operatorId: 'lead' } } as unknown as OpenCase;
  const request: BundleRequest = {
    path: join(dir, 'b'),
    form: faults.form ?? 'folder',
    withhold: [],
    redact: [],
    originals: false,
    proofs: false,
    marks: true,
    oldHashes: [],
    documents: [],
    reports: [],
    trusted: { witnesses: [], issuers: [] },
  };
  const control = { signal: new AbortController().signal, onProgress: () => undefined };
  const said = await makeBundle(openCase, request, signing, null, control).then(
    ({ notices }) => notices,
    (error: unknown) => (error instanceof AppError ? `${error.code}: ${error.message}` : error),
  );
  return { said, acts };
}

const FULL = new AppError('DISK_FULL', 'The disk is full');
const BUSY = new AppError('FILE_UNWRITABLE', 'A file is in use');
const GONE = new AppError('INTERNAL', 'The thread has ended');
const fail = (): never => {
  throw BUSY;
};

describe('a bundle that is whole', () => {
  it('stays the result where nothing behind it can be cleared away, and says so', async () => {
    expect(await make({ endBundle: BUSY, endSigning: GONE })).toEqual({
      said: [
        'The bundle is whole, but not all was cleared away behind it: A file is in use',
        'The bundle is whole, but not all was cleared away behind it: The thread has ended',
      ],
      acts: ['bundle ended', 'keys wiped'],
    });
  });

  it.each([
    [
      'folder' as const,
      (list: string) => {
        mkdirSync(join(dir, 'b'));
        writeFileSync(join(dir, 'b', 'manifest.dsse.json'), list);
      },
    ],
    ['zip' as const, (list: string) => writeFileSync(join(dir, 'b'), `${'-'.repeat(65_500)}${list}-`)],
  ])('as a %s in its place is never recorded as abandoned', async (form, put) => {
    const settle = (list: string): never => {
      put(list);
      return fail();
    };
    expect(await make({ form, settle })).toEqual({
      said: `FILE_UNWRITABLE: A file is in use. The bundle is in its place all the same: ${join(dir, 'b')}`,
      acts: ['bundle ended', 'keys wiped'],
    });
  });
});

describe('a bundle that did not come about', () => {
  it('is recorded as abandoned after all is ended, for its own reason', async () => {
    expect(await make({ write: FULL, endBundle: BUSY, endSigning: GONE })).toEqual({
      said: 'DISK_FULL: The disk is full',
      acts: ['bundle ended', 'keys wiped', 'abandoned of 7: DISK_FULL'],
    });
  });

  it.each(['folder', 'zip'] as const)('as a %s is not taken for another one in its place', async (form) => {
    const settle = (): never => {
      if (form === 'folder') mkdirSync(join(dir, 'b'));
      writeFileSync(form === 'folder' ? join(dir, 'b', 'manifest.dsse.json') : join(dir, 'b'), 'another');
      return fail();
    };
    const { acts } = await make({ form, settle });
    expect(acts.at(-1)).toBe('abandoned of 7: FILE_UNWRITABLE');
    expect((await make({ form, settle: fail })).acts.at(-1)).toBe('abandoned of 7: FILE_UNWRITABLE');
  });

  it('because it could not begin leaves no record, and no key in memory', async () => {
    expect(await make({ begin: FULL })).toEqual({ said: 'DISK_FULL: The disk is full', acts: ['keys wiped'] });
  });
});
