import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { AppError } from '../../shared/errors.ts';
import { collect, makeTar, makeZip, see } from './archive-fixtures.ts';
import type { Found, FoundContainer } from './found.ts';
import { walkSources } from './walk.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sources-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(root, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const isRoot = process.getuid?.() === 0;

async function codeOf(paths: string[], options = {}): Promise<string> {
  try {
    await see(paths, root, options);
  } catch (error) {
    return error instanceof AppError ? error.code : `not an AppError: ${String(error)}`;
  }
  return 'nothing thrown';
}

describe('folders', () => {
  it('are walked in the byte order of names, hidden files and empty files included', async () => {
    for (const name of ['b.log', 'a/2.log', 'a/10.log', '.hidden', 'B.log', 'a.log']) put(name, name);
    put('empty', '');
    expect((await see([root], root)).map(({ what, content }) => `${what}=${content}`)).toEqual([
      'source .hidden=.hidden',
      'source B.log=B.log',
      'source a/10.log=a/10.log',
      'source a/2.log=a/2.log',
      'source a.log=a.log',
      'source b.log=b.log',
      'source empty=',
    ]);
  });

  it('show paths as they were given, in the order they were given', async () => {
    put('one/x', '1');
    put('two/y', '2');
    const paths = [`${root}/two/`, `${root}/one`];
    expect((await see(paths, root)).map(({ what }) => what)).toEqual(['source two/y', 'source one/x']);
  });

  it('also say where everything lies: absolute, links on the way resolved, members behind their archive', async () => {
    put('real/a.log', 'a');
    put('real/b.zip', await makeZip([{ name: 'in/c.log', content: 'c' }]));
    symlinkSync('nowhere', join(root, 'real/link'));
    symlinkSync('real', join(root, 'linked'));
    const places: string[] = [];
    for await (const { location } of walkSources([relative(process.cwd(), join(root, 'linked'))]))
      places.push(location);
    const real = realpathSync(join(root, 'real'));
    expect(places).toEqual(['a.log', 'b.zip!/in/c.log', 'b.zip', 'link'].map((name) => `${real}/${name}`));
  });

  it('do not lead through links, and links, pipes and sockets are reported but never opened', async () => {
    put('inside/real.log', 'real');
    symlinkSync('/etc/passwd', join(root, 'inside/link'));
    symlinkSync('..', join(root, 'inside/loop'));
    execFileSync('mkfifo', [join(root, 'inside/pipe')]);
    const server = createServer().listen(join(root, 'inside/socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const seen = await see([root], root);
    server.close();
    expect(seen).toEqual([
      { what: 'problem inside/link', findings: ['symbolic-link'] },
      { what: 'problem inside/loop', findings: ['symbolic-link'] },
      { what: 'problem inside/pipe', findings: ['special-file'] },
      { what: 'source inside/real.log', content: 'real', findings: [] },
      { what: 'problem inside/socket', findings: ['special-file'] },
    ]);
  });

  it('are read through a link that the person named', async () => {
    put('real/x.log', 'x');
    symlinkSync(join(root, 'real'), join(root, 'named'));
    expect((await see([join(root, 'named')], root)).map(({ what }) => what)).toEqual(['source named/x.log']);
  });

  it.skipIf(isRoot)('and files without permission are reported and passed by', async () => {
    put('a/secret', 'x');
    put('b.log', 'y');
    chmodSync(join(root, 'a'), 0);
    chmodSync(put('c.log', 'z'), 0);
    const seen = await see([root], root);
    chmodSync(join(root, 'a'), 0o700);
    expect(seen.map(({ what, findings }) => `${what} ${findings.join()}`)).toEqual([
      'problem a unreadable',
      'source b.log ',
      'problem c.log unreadable',
    ]);
  });

  it.skipIf(process.platform !== 'linux')('may hold names that are no text', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/log-`), Buffer.of(0xff)]), 'bytes');
    const [only] = await see([root], root);
    expect(only).toEqual({ what: 'source log-\\xff', content: 'bytes', findings: ['odd-file-name'] });
  });

  it('can be left out, so that a case never takes in itself', async () => {
    put('case/case.db', 'x');
    put('x.log', 'x');
    const seen = await see([root], root, { exclude: [join(root, 'case')] });
    expect(seen.map(({ what }) => what)).toEqual(['problem case', 'source x.log']);
  });
});

describe('a path', () => {
  it('that does not exist stops the walk before anything is read', async () => {
    put('x.log', 'x');
    expect(await codeOf([join(root, 'x.log'), join(root, 'nothing')])).toBe('FILE_NOT_FOUND');
  });

  it('is opened for what it is, not for what it is called', async () => {
    const text = put('text.gz', 'just text');
    const packed = put('packed.log', gzipSync('packed text'));
    expect(await see([text, packed], root)).toEqual([
      { what: 'source text.gz', content: 'just text', findings: [] },
      { what: 'source packed.log!/content', content: 'packed text', findings: [] },
      { what: 'gzip packed.log', findings: [] },
    ]);
  });
});

describe('a plain file', () => {
  it('can be opened again, also after the walk has gone on', async () => {
    put('x.log', 'content');
    put('y.log', 'other');
    const found: Found[] = [];
    for await (const one of walkSources([root])) found.push(one);
    const first = found[0];
    if (first?.what !== 'source') throw new Error('expected a source');
    expect(first).toMatchObject({ name: 'x.log', sizeBytes: 7, isReopenable: true });
    expect([(await collect(first.open())).toString(), (await collect(first.open())).toString()]).toEqual([
      'content',
      'content',
    ]);
  });

  it('that grows while it is read gives its first part, and says so', async () => {
    const path = put('growing.log', 'x'.repeat(600_000));
    for await (const found of walkSources([path])) {
      if (found.what !== 'source') throw new Error('expected a source');
      let size = 0;
      for await (const piece of found.open()) {
        if (size === 0) appendFileSync(path, 'later');
        size += piece.length;
      }
      expect([size, found.findings.map(({ kind }) => kind)]).toEqual([600_000, ['changed-while-read']]);
    }
  });

  it('that is cut or rewritten while it is read says so', async () => {
    const path = put('x.log', 'x'.repeat(600_000));
    const before = put('y.log', 'y');
    const kinds: string[][] = [];
    for await (const found of walkSources([path, before])) {
      if (found.what !== 'source') continue;
      for await (const piece of found.open()) {
        if (found.name === 'x.log') writeFileSync(path, 'short');
        else utimesSync(before, 1, piece.length);
      }
      kinds.push(found.findings.map(({ kind }) => kind));
    }
    expect(kinds).toEqual([['changed-while-read'], ['changed-while-read']]);
  });
});

describe('a container', () => {
  it('is recorded with the digest of its own bytes after its members, and can be read again', async () => {
    const bytes = makeZip([
      { name: 'a.log', content: 'a' },
      { name: 'dir/', content: '', method: 0 },
      { name: 'dir/b', content: 'b' },
    ]);
    const path = put('logs.zip', bytes);
    const found: Found[] = [];
    for await (const one of walkSources([path])) found.push(one);
    const container = found.at(-1) as FoundContainer;
    expect(found.map((one) => one.path.slice(root.length + 1))).toEqual([
      'logs.zip!/a.log',
      'logs.zip!/dir/b',
      'logs.zip',
    ]);
    expect(container).toMatchObject({ kind: 'zip', sha256: sha256(bytes), sizeBytes: bytes.length, memberCount: 2 });
    expect((await collect(container.open?.() ?? ([] as never))).equals(bytes)).toBe(true);
  });

  it('gives the same digest when nobody reads its members', async () => {
    const tar = makeTar([
      { name: 'a', content: 'x'.repeat(300_000) },
      { name: 'b', content: 'b' },
    ]);
    for (const bytes of [tar, gzipSync(tar), makeZip([{ name: 'in.tar', content: tar }])]) {
      const path = put('unread', bytes);
      let last: Found | undefined;
      for await (const found of walkSources([path])) last = found;
      expect(last).toMatchObject({ what: 'container', sha256: sha256(bytes), sizeBytes: bytes.length, findings: [] });
    }
  });

  it('is opened inside another, whatever both are', async () => {
    const zip = makeZip([{ name: 'deep/x.log', content: 'found me' }]);
    const tarGz = gzipSync(makeTar([{ name: 'in.zip', content: zip }]));
    const path = put('outer.zip', makeZip([{ name: 'in.tgz', content: tarGz, method: 0 }]));
    expect(await see([path], root)).toEqual([
      { what: 'source outer.zip!/in.tgz!/in.zip!/deep/x.log', content: 'found me', findings: [] },
      { what: 'zip outer.zip!/in.tgz!/in.zip', findings: [] },
      { what: 'tar.gz outer.zip!/in.tgz', findings: [] },
      { what: 'zip outer.zip', findings: [] },
    ]);
  });

  it('of a kind we do not open is named, and its bytes are taken in as they are', async () => {
    const bzip2 = Buffer.from('425a68393141592653590000', 'hex');
    const sevenZip = Buffer.from('377abcaf271c0004', 'hex');
    const paths = [put('a.bz2', bzip2), put('b', sevenZip), put('c.txt', 'BZh9 is not always bzip2')];
    expect((await see(paths, root)).map(({ what, findings }) => `${what} ${findings.join()}`)).toEqual([
      'source a.bz2 container-unsupported',
      'source b container-unsupported',
      'source c.txt ',
    ]);
  });

  it('gives its members once, in order', async () => {
    const path = put(
      'x.tar',
      makeTar([
        { name: 'a', content: 'a' },
        { name: 'b', content: 'b' },
      ]),
    );
    const sources: Found[] = [];
    for await (const found of walkSources([path])) {
      if (found.what !== 'source') continue;
      expect(found.isReopenable).toBe(false);
      sources.push(found);
    }
    const [first] = sources;
    expect(() => first?.what === 'source' && first.open()).toThrow('opened once');
  });

  it('still gives the next member when the last one was left in the middle', async () => {
    const long = 'x'.repeat(500_000);
    const members = [
      { name: 'a', content: long },
      { name: 'b', content: 'whole' },
    ];
    for (const bytes of [makeTar(members), gzipSync(makeTar(members)), makeZip(members)]) {
      const contents: string[] = [];
      for await (const found of walkSources([put('left', bytes)])) {
        if (found.what !== 'source') continue;
        for await (const piece of found.open()) {
          contents.push(Buffer.from(piece.subarray(0, 5)).toString());
          break;
        }
      }
      expect(contents).toEqual(['xxxxx', 'whole']);
    }
  });
});

describe('limits', () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));

  it('stop a stream that unfolds too far, keep what came before, and go on with the next path', async () => {
    const paths = [put('bomb.gz', bomb), put('next.log', 'still here')];
    const limits = { ratio: 100, ratioFromBytes: 1_000_000 };
    const seen = await see(paths, root, { limits });
    expect(seen.map(({ what, content, findings }) => [what, findings, (content?.length ?? 0) < 3_000_000])).toEqual([
      ['source bomb.gz!/bomb', ['archive-limit'], true],
      ['gzip bomb.gz', ['archive-limit'], true],
      ['source next.log', [], true],
    ]);
    expect(seen[0]?.content?.length).toBeGreaterThan(900_000);
  });

  it('count all members of a container together', async () => {
    const path = put(
      'many.zip',
      makeZip(['a', 'b', 'c', 'd'].map((name) => ({ name, content: Buffer.alloc(400_000) }))),
    );
    const seen = await see([path], root, { limits: { unpackedBytes: 1_000_000 } });
    expect(seen.map(({ what, findings }) => `${what} ${findings.join()}`)).toEqual([
      'source many.zip!/a ',
      'source many.zip!/b ',
      'source many.zip!/c archive-limit',
      'zip many.zip archive-limit',
    ]);
  });

  it('count nested unpacking, where each layer alone looks harmless', async () => {
    const path = put('outer.gz', gzipSync(bomb));
    const seen = await see([path], root, { limits: { ratio: 1000, ratioFromBytes: 1_000_000 } });
    expect(seen.at(-1)?.findings).toEqual(['archive-limit']);
  });

  it('bound the count of members', async () => {
    const members = Array.from({ length: 20 }, (_, at) => ({ name: `m${at}`, content: 'x' }));
    for (const bytes of [makeTar(members), makeZip(members)]) {
      const seen = await see([put('x', bytes)], root, { limits: { members: 5 } });
      expect([seen.length, seen.at(-1)?.findings]).toEqual([6, ['archive-limit']]);
    }
  });

  it('bound how deep containers lie inside each other; the one too deep is taken in packed', async () => {
    let bytes: Buffer = Buffer.from('core');
    for (let layer = 0; layer < 6; layer++) bytes = gzipSync(bytes);
    const seen = await see([put('x.gz', bytes)], root);
    expect(seen[0]?.what).toBe('source x.gz!/x!/content!/content!/content');
    expect(seen[0]?.findings).toEqual(['archive-limit']);
    expect(seen.slice(1).map(({ what }) => what.split(' ')[0])).toEqual(['gzip', 'gzip', 'gzip', 'gzip']);
  });
});

describe('a cancel', () => {
  it('stops before the next file and inside a long one', async () => {
    put('a.log', 'a');
    put('b.log.gz', gzipSync(Buffer.alloc(5_000_000, 'abcdefg')));
    const stop = new AbortController();
    stop.abort();
    expect(await codeOf([root], { signal: stop.signal })).toBe('CANCELLED');
    const later = new AbortController();
    const path = put('long.log', 'x'.repeat(2_000_000));
    const work = (async () => {
      for await (const found of walkSources([path], { signal: later.signal })) {
        if (found.what !== 'source') continue;
        for await (const piece of found.open()) if (piece.length > 0) later.abort();
      }
    })();
    await expect(work).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('damaged archives', () => {
  const inner = makeTar([
    { name: 'a.log', content: 'line\n'.repeat(500) },
    { name: 'b.log', content: 'x' },
  ]);
  const samples = [
    gzipSync(inner),
    inner,
    makeZip([
      { name: 'a', content: 'text '.repeat(500) },
      { name: 'b.gz', content: gzipSync('inner') },
    ]),
  ];

  it('never throw, whatever bytes were changed, cut or added, and always account for the file', async () => {
    const change = fc.record({ at: fc.nat(5000), value: fc.nat(255), cut: fc.option(fc.nat(5000), { freq: 4 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        async (sample, changes) => {
          let bytes = Buffer.from(sample);
          for (const { at, value, cut } of changes) {
            bytes[at % bytes.length] = value;
            if (cut !== null && cut !== undefined)
              bytes = Buffer.concat([bytes.subarray(0, Math.max(1, cut % bytes.length))]);
          }
          const seen = await see([put('x', bytes)], root);
          expect(seen.length).toBeGreaterThan(0);
          expect(seen.at(-1)?.what).toMatch(/^(source|zip|tar|gzip|tar\.gz) x$/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe.skipIf(!hasShared)('real archives', () => {
  it('of the same log, packed in three ways, give the same text', async () => {
    const names = ['syslog.gz', 'syslog.tgz', 'syslog.zip'];
    const seen = await Promise.all(names.map((name) => see([sharedPath(`data/plaso/${name}`)], '')));
    const [gz, tgz, zip] = seen.map(([first]) => first);
    expect(gz?.content).toContain('INFO No change in [/etc/netgroup]');
    expect([tgz?.content, zip?.content]).toEqual([gz?.content, gz?.content]);
    expect([gz?.findings, tgz?.findings, zip?.findings]).toEqual([[], [], []]);
  });

  it('with a byte too many are read, and the byte is named', async () => {
    for (const name of ['covenant_persistwmi.tar.gz', 'covenant_dcsync_dcerpc_drsuapi_DsGetNCChanges.zip']) {
      const seen = await see([sharedPath(`data/mordor_json/compressed/${name}`)], '');
      expect(seen.map(({ findings }) => findings)).toEqual([[], ['trailing-bytes']]);
    }
  });
});
