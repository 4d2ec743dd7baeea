/** `case.keys` may have been edited by anybody: what was changed is refused, by its passphrase or by its case. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decipheriv } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeCase, PASSPHRASE, temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { AppError } from '../../shared/errors.ts';
import { type CaseKeys, deriveKey, findSlot, loadCaseKeys, makeSlot, openSlot, saveCaseKeys } from './case-keys.ts';
import { CaseWriter } from './case-writer.ts';

const folder = temporaryFolder();
const dir = join(folder.path, 'case');
const path = join(dir, 'case.keys');
let original = '';

beforeAll(async () => {
  await makeCase(dir);
  original = readFileSync(path, 'utf8');
});
afterAll(() => folder.remove());

/** The keys that passphrases gave, as they are afterwards. */
const wrapping = vi.hoisted(() => ({ keys: [] as Uint8Array[] }));
vi.mock('hash-wasm', async (load) => {
  const real = await load<typeof import('hash-wasm')>();
  return {
    ...real,
    argon2id: async (options: never) => {
      const key = (await real.argon2id(options)) as unknown as Uint8Array;
      wrapping.keys.push(key);
      return key;
    },
  };
});
const realUpdate = Decipheriv.prototype.update;

type Json = Record<string, unknown>;

/** The file with one value changed; `place` is the way to it. */
function changed(place: string, change: (value: never) => unknown): string {
  const keys = JSON.parse(original) as Json;
  const names = place.split('.');
  const last = names.pop() as string;
  const holder = names.reduce<Json>((value, name) => value[name] as Json, keys);
  holder[last] = change(holder[last] as never);
  return JSON.stringify(keys);
}

/** The code with which the case refuses this key file. */
async function refusal(text: string): Promise<string> {
  writeFileSync(path, text);
  try {
    const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE, readOnly: true });
    writer.close();
    return 'opened';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  } finally {
    writeFileSync(path, original);
  }
}

/** Another character of the same alphabet at a place of the text. */
const flip =
  (at: number) =>
  (text: string): string => {
    const i = at < 0 ? text.length + at : at;
    return text.slice(0, i) + (text[i] === 'A' ? 'B' : 'A') + text.slice(i + 1);
  };

describe('what opens and closes a slot', () => {
  it('is wiped from memory once it is done with, also after a wrong passphrase', async () => {
    const made: Uint8Array[] = [];
    wrapping.keys.length = 0;
    const concat = vi.spyOn(Buffer, 'concat').mockImplementation((list, length) => {
      const whole = Buffer.alloc(length ?? list.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of list) {
        whole.set(part, at);
        at += part.length;
      }
      made.push(whole);
      return whole;
    });
    const update = vi.spyOn(Decipheriv.prototype, 'update').mockImplementation(function (this: Decipheriv, data) {
      const plain = (realUpdate as unknown as (bytes: unknown) => Buffer).call(this, data);
      made.push(plain);
      return plain as never;
    });
    const keys = { dataKey: new Uint8Array(32).fill(7), operatorSeed: new Uint8Array(32).fill(9) };
    const operator = { operatorId: 'olga', name: 'Olga', role: 'analyst', vkey: 'k' } as const;
    try {
      const slot = await makeSlot(operator, PASSPHRASE, keys, { memoryKiB: 19_456, passes: 1 });
      const opened = await openSlot(slot, PASSPHRASE);
      expect([opened.dataKey, opened.operatorSeed]).toEqual([keys.dataKey, keys.operatorSeed]);
      await expect(openSlot(slot, 'not the passphrase')).rejects.toMatchObject({ code: 'VAULT_KEY_WRONG' });
    } finally {
      concat.mockRestore();
      update.mockRestore();
    }
    const secrets = made.filter((bytes) => bytes.length === 64);
    expect(secrets.map((bytes) => bytes.every((byte) => byte === 0))).toEqual([true, true, true]);
    expect(wrapping.keys.map((key) => key.every((byte) => byte === 0))).toEqual([true, true, true]);
  });
});

describe('case.keys', () => {
  it('opens its case as it is', async () => {
    expect(await refusal(original)).toBe('opened');
  });

  it.each([
    ['slots.0.header.operatorId', flip(0), 'VAULT_KEY_WRONG'],
    ['slots.0.header.name', flip(0), 'VAULT_KEY_WRONG'],
    ['slots.0.header.role', () => 'auditor', 'VAULT_KEY_WRONG'],
    ['slots.0.header.vkey', flip(-1), 'VAULT_KEY_WRONG'],
    ['slots.0.header.kdf.memoryKiB', () => 32_768, 'VAULT_KEY_WRONG'],
    ['slots.0.header.kdf.passes', () => 1, 'VAULT_KEY_WRONG'],
    ['slots.0.header.kdf.lanes', () => 2, 'VAULT_KEY_WRONG'],
    ['slots.0.header.kdf.salt', flip(0), 'VAULT_KEY_WRONG'],
    ['slots.0.nonce', flip(0), 'VAULT_KEY_WRONG'],
    ['slots.0.wrapped', flip(0), 'VAULT_KEY_WRONG'],
    ['slots.0.wrapped', flip(60), 'VAULT_KEY_WRONG'],
    ['slots.0.wrapped', flip(-2), 'VAULT_KEY_WRONG'],
    ['caseId', () => '00000000-0000-4000-8000-000000000000', 'CASE_KEYS_FOREIGN'],
    ['origin', flip(-1), 'CASE_KEYS_FOREIGN'],
    ['name', flip(0), 'CASE_KEYS_FOREIGN'],
    ['createdAt', flip(0), 'CASE_KEYS_FOREIGN'],
    ['version', () => 3, 'CASE_NEWER_VERSION'],
    ['version', () => 0, 'CASE_KEYS_DAMAGED'],
    ['format', flip(0), 'CASE_KEYS_DAMAGED'],
    ['cipher', () => 'none', 'CASE_KEYS_DAMAGED'],
    ['slots', () => [], 'CASE_KEYS_DAMAGED'],
    ['more', () => 1, 'CASE_KEYS_DAMAGED'],
    ['slots.0.header.more', () => 1, 'CASE_KEYS_DAMAGED'],
    ['slots.0.header.name', () => '\ud800', 'CASE_KEYS_DAMAGED'],
    ['slots.0.header.role', () => 'root', 'CASE_KEYS_DAMAGED'],
    // Beyond these a key file could exhaust the machine, or make guessing cheap.
    ['slots.0.header.kdf.memoryKiB', () => 2 ** 31, 'CASE_KEYS_DAMAGED'],
    ['slots.0.header.kdf.memoryKiB', () => 8, 'CASE_KEYS_DAMAGED'],
    ['slots.0.header.kdf.passes', () => 10_000, 'CASE_KEYS_DAMAGED'],
    ['slots.0.header.kdf.algorithm', () => 'md5', 'CASE_KEYS_DAMAGED'],
    ['slots.0.nonce', (text: string) => text.slice(1), 'CASE_KEYS_DAMAGED'],
    ['slots.0.nonce', (text: string) => `${text.slice(1)}+`, 'CASE_KEYS_DAMAGED'],
  ])('is refused with another %s', async (place, change, code) => {
    expect(await refusal(changed(place, change))).toBe(code);
  });

  it('is refused where the bits that say nothing at the end of a text were used', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const place of ['slots.0.wrapped', 'slots.0.header.kdf.salt']) {
      const next = (text: string): string => text.slice(0, -1) + alphabet[alphabet.indexOf(text.at(-1) as string) + 1];
      expect(await refusal(changed(place, next))).toBe('CASE_KEYS_DAMAGED');
    }
  });

  it.each([
    ['is no JSON', '{', 'CASE_KEYS_DAMAGED'],
    ['is empty', '', 'CASE_KEYS_DAMAGED'],
    ['is another thing', 'null', 'CASE_KEYS_DAMAGED'],
  ])('is refused where it %s', async (_, text, code) => {
    expect(await refusal(text)).toBe(code);
  });

  it('is asked for where it is missing', async () => {
    rmSync(path);
    const opening = CaseWriter.open({ dir, passphrase: PASSPHRASE });
    await expect(opening).rejects.toMatchObject({ code: 'CASE_KEYS_MISSING' });
    writeFileSync(path, original);
  });

  it('names who has a key where somebody else asks', () => {
    expect(() => findSlot(loadCaseKeys(path), 'mallory')).toThrow(/it has: lead$/);
  });

  it('is written only where it could be read back', () => {
    const keys = loadCaseKeys(path);
    expect(() => saveCaseKeys(path, { ...keys, slots: [] })).toThrow(/too_small/);
    expect(readFileSync(path, 'utf8')).toBe(original);
  });
});

describe('a key slot', () => {
  const keys = { dataKey: new Uint8Array(32).fill(1), operatorSeed: new Uint8Array(32).fill(2) };
  const operator = { operatorId: 'ada', name: 'Ada', role: 'analyst' as const, vkey: 'ada+1+k' };
  let slot: CaseKeys['slots'][number];

  beforeAll(async () => {
    slot = await makeSlot(operator, 'pass\u00e9 compos\u00e9', keys);
  });

  it('gives back what was put in', async () => {
    expect(await openSlot(slot, 'pass\u00e9 compos\u00e9')).toEqual(keys);
  });

  it('takes a passphrase however its accents are typed', async () => {
    expect(await openSlot(slot, 'passe\u0301 compose\u0301')).toEqual(keys);
  });

  it('stays shut for another passphrase', async () => {
    await expect(openSlot(slot, 'pass\u00e9 compose')).rejects.toMatchObject({ code: 'VAULT_KEY_WRONG' });
  });

  it('uses a salt and nonce of its own', async () => {
    const again = await makeSlot(operator, 'pass\u00e9 compos\u00e9', keys);
    expect(again.header.kdf.salt).not.toBe(slot.header.kdf.salt);
    expect(again.nonce).not.toBe(slot.nonce);
    expect(again.wrapped).not.toBe(slot.wrapped);
  });

  it('wants a passphrase of eight characters, counted as a person counts', async () => {
    await expect(makeSlot(operator, '\u{1f512}'.repeat(7), keys)).rejects.toMatchObject({
      code: 'PASSPHRASE_TOO_SHORT',
    });
  });
});

describe('a derived key', () => {
  it('is that of HKDF-SHA256 with its label', () => {
    // Computed with another implementation: HKDF(ikm = 32 bytes 0x0b, salt = empty, info as written, 32 bytes).
    const dataKey = new Uint8Array(32).fill(0x0b);
    expect(Buffer.from(deriveKey(dataKey, 'db', 'case.db')).toString('hex')).toBe(
      '74fb67dfbbcca7bb1f91690d56e69e3fbef9666a71217759002a6db22d143d76',
    );
  });

  it('differs by label and by name', () => {
    const dataKey = new Uint8Array(32).fill(1);
    const made = [
      deriveKey(dataKey, 'db', 'case.db'),
      deriveKey(dataKey, 'db', '000001.seg'),
      deriveKey(dataKey, 'files', 'case.db'),
      deriveKey(new Uint8Array(32).fill(2), 'db', 'case.db'),
    ];
    expect(new Set(made.map((key) => Buffer.from(key).toString('hex'))).size).toBe(made.length);
  });
});
