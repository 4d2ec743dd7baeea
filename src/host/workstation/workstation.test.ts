import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reply } from '../../shared/contract/define.ts';
import type { OperationName, OutputOf, RawInputOf } from '../../shared/contract/index.ts';
import { valueToError } from '../../shared/errors.ts';
import { MEMORY_PASSPHRASE, memoryCase, memoryEngine } from '../../test/helpers/memory-case.ts';
import { createHost, type Host } from '../create-host.ts';
import { createDropStore, nameOnDisk } from './drop-store.ts';

let dir: string;
let host: Host;
const configDir = (): string => join(dir, 'config');
const newHost = (): Host =>
  createHost({
    checkOutput: true,
    cases: memoryEngine(memoryCase()),
    workstation: { shell: 'browser', configDir: configDir(), dataDir: dir },
  });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'audittrail-workstation-'));
  host = newHost();
});
afterEach(async () => {
  await host.close();
  rmSync(dir, { recursive: true, force: true });
});

async function call<N extends OperationName>(name: N, input: RawInputOf<N>): Promise<OutputOf<N>> {
  const reply = (await host.call(name, input)) as Reply<OutputOf<N>>;
  if (!reply.ok) throw valueToError(reply.error);
  return reply.value;
}

describe('settings', () => {
  it('are kept in one file of this person, and are the defaults until then', async () => {
    expect(await call('workstation.settings', {})).toMatchObject({
      settings: { theme: 'system', density: 'normal', singleKeys: true, timeZone: 'UTC', airGap: true, layout: {} },
      problem: null,
    });
    await call('workstation.changeSettings', { changes: { theme: 'dark', layout: { grid: [120, 80] } } });
    await call('workstation.changeSettings', { changes: { timeZone: 'Europe/Berlin' } });
    host = newHost();
    expect((await call('workstation.settings', {})).settings).toMatchObject({
      theme: 'dark',
      timeZone: 'Europe/Berlin',
      layout: { grid: [120, 80] },
    });
    expect(readdirSync(configDir())).toEqual(['settings.json']);
  });

  it('refuse what they can not mean', async () => {
    await expect(call('workstation.changeSettings', { changes: { timeZone: 'Mars/Olympus' } })).rejects.toThrow(
      /no time zone/u,
    );
    const tooLarge = { grid: 'x'.repeat(70_000) };
    await expect(call('workstation.changeSettings', { changes: { layout: tooLarge } })).rejects.toThrow(/too large/u);
  });

  it('that are broken are named, left as they are, and replaced only on request, with the old ones beside', async () => {
    mkdirSync(configDir());
    const path = join(configDir(), 'settings.json');
    for (const broken of ['{', '[]', '{"theme":"pink"}', '{"unknown":1}']) {
      writeFileSync(path, broken);
      const { settings, problem } = await call('workstation.settings', {});
      expect(settings.theme).toBe('system');
      expect(problem).toContain(`${path} is left as it is and not used`);
      const change = { changes: { theme: 'light' } as const };
      await expect(call('workstation.changeSettings', change)).rejects.toMatchObject({ code: 'SETTINGS_BROKEN' });
      expect(readFileSync(path, 'utf8')).toBe(broken);
    }
    await call('workstation.changeSettings', { changes: { theme: 'light' }, replaceBroken: true });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ theme: 'light' });
    const [aside = ''] = readdirSync(configDir()).filter((name) => name.includes('broken'));
    expect(readFileSync(join(configDir(), aside), 'utf8')).toBe('{"unknown":1}');
  });
});

describe('recent cases', () => {
  const opening = (name: string) => ({ dir: join(dir, name), operatorId: 'lead', passphrase: MEMORY_PASSPHRASE });

  it('are listed newest first, each once, and can be forgotten', async () => {
    for (const name of ['one', 'two', 'one']) await call('case.open', opening(name));
    const { cases } = await call('workstation.recent', {});
    const dirs = cases.map((each) => each.dir);
    expect(new Set(dirs).size).toBe(dirs.length);
    expect(cases[0]).toMatchObject({ dir: join(dir, 'one'), exists: false });
    await call('workstation.forget', { dir: join(dir, 'one') });
    expect((await call('workstation.recent', {})).cases.map((each) => each.dir)).toEqual([join(dir, 'two')]);
  });

  it('that can not be kept stop nobody from opening a case, and are said', async () => {
    mkdirSync(configDir());
    writeFileSync(join(configDir(), 'recent.json'), 'not json');
    await call('case.open', opening('one'));
    expect(await call('workstation.recent', {})).toMatchObject({
      cases: [],
      problem: expect.stringContaining('recent.json'),
    });
  });
});

describe('browse', () => {
  it('lists folders first, then files, with what tells them apart', async () => {
    const place = join(dir, 'place');
    mkdirSync(join(place, 'a-case'), { recursive: true });
    writeFileSync(join(place, 'a-case/case.keys'), '');
    mkdirSync(join(place, 'logs'));
    writeFileSync(join(place, 'b<i>.log'), 'four');
    writeFileSync(join(place, '.hidden'), '');
    symlinkSync(join(dir, 'nowhere'), join(place, 'dangling'));
    const all = await call('workstation.browse', { dir: place, wants: 'evidence' });
    expect(all).toMatchObject({ dir: place, parent: dir, isCase: false, canWrite: true, entryCount: 4, next: null });
    expect(all.entries).toMatchObject([
      { name: 'a-case', kind: 'folder', isCase: true, path: join(place, 'a-case') },
      { name: 'dangling', kind: 'other', problem: 'can not be looked at (ENOENT)' },
      { name: 'logs', kind: 'folder', isCase: false },
      { name: 'b<i>.log', kind: 'file', sizeBytes: 4 },
    ]);
    const folders = await call('workstation.browse', { dir: place, wants: 'case' });
    expect(folders.entries.map(({ name }) => name)).toEqual(['a-case', 'logs']);
  });

  it('gives a large folder in pages that miss and repeat nothing', async () => {
    const place = join(dir, 'many');
    mkdirSync(place);
    const names = Array.from({ length: 450 }, (_, i) => `f${String(i).padStart(4, '0')}.log`);
    for (const name of names) writeFileSync(join(place, name), '');
    const seen: string[] = [];
    let after: string | null = '';
    let pages = 0;
    while (after !== null) {
      const page: OutputOf<'workstation.browse'> = await call('workstation.browse', {
        dir: place,
        wants: 'save',
        ...(after === '' ? {} : { after }),
      });
      seen.push(...page.entries.map(({ name }) => name));
      after = page.next;
      pages += 1;
    }
    expect([pages, seen]).toEqual([3, names]);
  });

  it('begins at home, and names what it can not list', async () => {
    expect((await call('workstation.browse', { wants: 'folder' })).places[0]).toMatchObject({ name: 'Home' });
    await expect(call('workstation.browse', { dir: join(dir, 'no'), wants: 'case' })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    await expect(call('workstation.browse', { dir: 'relative', wants: 'case' })).rejects.toThrow(
      /not an absolute path/u,
    );
  });
});

describe.skipIf(process.getuid?.() === 0)('browse, by a user whom the system refuses something', () => {
  it('names the folder that may not be read', async () => {
    const shut = join(dir, 'shut');
    mkdirSync(shut, { mode: 0 });
    const listing = call('workstation.browse', { dir: shut, wants: 'case' });
    await expect(listing).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('names of dropped files on disk', () => {
  it('are the given ones wherever the system can hold them', () => {
    for (const name of ['a.log', 'a b:<i>?.log', 'con', '...x', '\u202egol.exe'])
      expect(nameOnDisk(name, 'linux')).toBe(name);
    expect(nameOnDisk('auth.log', 'win32')).toBe('auth.log');
  });

  it('hold nothing that Windows reserves, and stay apart', () => {
    const hostile = [
      'con',
      'CON.log',
      'a:stream',
      'a?stream',
      'trailing.',
      'trailing ',
      'a\\b',
      'lpt1.txt',
      '"',
      '\u0001',
    ];
    const safe = hostile.map((name) => nameOnDisk(name, 'win32'));
    expect(safe.filter((name) => /[\p{Cc}<>:"|?*\\]|[. ]$|^(?:con|lpt1)(?:\.|$)/iu.test(name))).toEqual([]);
    expect(new Set(safe).size).toBe(hostile.length);
  });

  it('are cut where they are too long, at a character, and told apart', () => {
    const [one, two] = [nameOnDisk('ü'.repeat(200), 'linux'), nameOnDisk(`${'ü'.repeat(199)}x`, 'linux')];
    expect(Buffer.byteLength(one)).toBeLessThanOrEqual(255);
    expect(one).toMatch(/^ü+~[0-9a-f]{8}$/u);
    expect(one).not.toBe(two);
  });

  it('are known under the given name where they differ', async () => {
    const drops = createDropStore('win32');
    const bytes = async function* () {
      yield new Uint8Array(3);
    };
    const dropId = 'a'.repeat(32);
    const kept = await drops.receive(dropId, 'logs/a:b.log', bytes(), undefined);
    const found = drops.find(dropId, ['logs']);
    expect(kept).toMatch(/^logs\/a_b\.log~[0-9a-f]{8}$/u);
    expect(found.drop.given).toEqual({ [kept]: 'logs/a:b.log' });
    await drops.removeAll();
    expect(() => drops.find(dropId, ['logs'])).toThrow(/not here any more/u);
  });
});
