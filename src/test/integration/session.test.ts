/** A case through its session, as the services use it: real threads, the real writer, segments and hot part together. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leafOfDigest } from '../../engines/chain/entry.ts';
import { parseVkey } from '../../engines/chain/note.ts';
import { verifyTlogProof } from '../../engines/chain/tlog-proof.ts';
import type { AuditLog } from '../../engines/event/audit-event.ts';
import { nodeHasher } from '../../host/adapters/node-ports.ts';
import { notePorts } from '../../host/vault/head-signer.ts';
import { createCase, openCase } from '../../host/vault/open-case.ts';
import type { SearchPage, SearchRequest } from '../../host/vault/search-answers.ts';
import type { CaseSession } from '../../host/vault/session.ts';
import { expectValid } from '../helpers/expect-verdict.ts';
import { MIXED_QUERIES, mixedEvents, writeEvents, type MixedEvent } from '../helpers/mixed-events.ts';
import { audittrail, refusalOf } from '../helpers/program.ts';
import { PASSPHRASE, temporaryFolder, writeAuditLines, moveEventsToSegment } from '../helpers/temporary-case.ts';

const SEGMENT_EVENTS = 60_000;
const HOT_EVENTS = 900;
const PAGE = 4000;
const OTHER_PASSPHRASE = 'a passphrase of her own';

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const open = (dir: string, more: { operatorId?: string; passphrase?: string; readOnly?: boolean } = {}) =>
  openCase({ dir, passphrase: PASSPHRASE, ...more });
const ingest = (session: CaseSession, path: string, more: { again?: boolean; keepOriginals?: boolean } = {}) =>
  session.ingest({ paths: [path], ...more }, {});

async function* pages(session: CaseSession, request: SearchRequest): AsyncGenerator<SearchPage> {
  for (let cursor: string | undefined; ; ) {
    const page = await session.search({ ...request, wantTotal: false, ...(cursor === undefined ? {} : { cursor }) });
    yield page;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

async function allOf(session: CaseSession, request: SearchRequest): Promise<AuditLog[]> {
  const events: AuditLog[] = [];
  for await (const page of pages(session, request)) events.push(...page.events);
  return events;
}

/** Where the order says `a` does not come before `b`; undefined where all is in order. */
function disorder(events: readonly AuditLog[], order: 'newest' | 'oldest'): string | undefined {
  const sign = order === 'newest' ? -1 : 1;
  for (let i = 1; i < events.length; i++) {
    const [a, b] = [events[i - 1] as AuditLog, events[i] as AuditLog];
    const [aMs, bMs] = [a.timestamp, b.timestamp].map((text) => (text === null ? Number.NaN : Date.parse(text)));
    if (Number.isNaN(aMs) && !Number.isNaN(bMs)) return `${a.seq} without a time stands before ${b.seq}`;
    const byTime = Number.isNaN(bMs) ? (Number.isNaN(aMs) ? 0 : -1) : sign * ((aMs as number) - (bMs as number));
    if (byTime > 0 || (byTime === 0 && sign * (a.seq - b.seq) >= 0)) return `${a.seq} stands before ${b.seq}`;
  }
  return undefined;
}

const idsOf = (events: readonly { eventId: string }[]): string[] => events.map(({ eventId }) => eventId).toSorted();

describe('a case and its operators', () => {
  const dir = at('operators');

  it('is made, taken over by a second operator, and rewraps one slot for a new passphrase', async () => {
    const made = await createCase({
      dir,
      name: 'Operators',
      operatorId: 'lead',
      operatorName: 'Lead',
      passphrase: PASSPHRASE,
    });
    const { fingerprint } = await made.info();
    const olga = { operatorId: 'olga', name: 'Olga', role: 'analyst' as const, passphrase: OTHER_PASSPHRASE };
    const { since } = await made.addOperator(olga);
    await expect(made.addOperator(olga)).rejects.toMatchObject({ code: 'OPERATOR_EXISTS' });
    await made.close();

    const slots = (): unknown[] =>
      (JSON.parse(readFileSync(join(dir, 'case.keys'), 'utf8')) as { slots: unknown[] }).slots;
    const before = slots();
    const hers = await open(dir, { operatorId: 'olga', passphrase: OTHER_PASSPHRASE });
    expect(await hers.info()).toMatchObject({ fingerprint, operator: { operatorId: 'olga', role: 'analyst', since } });
    const change = { oldPassphrase: 'not this one', newPassphrase: 'a newer passphrase' };
    await expect(hers.changePassphrase(change)).rejects.toMatchObject({ code: 'VAULT_KEY_WRONG' });
    await expect(
      hers.changePassphrase({ oldPassphrase: OTHER_PASSPHRASE, newPassphrase: 'short' }),
    ).rejects.toMatchObject({
      code: 'PASSPHRASE_TOO_SHORT',
    });
    expect(slots()).toEqual(before);
    await hers.changePassphrase({ ...change, oldPassphrase: OTHER_PASSPHRASE });
    await hers.close();
    const [lead, changed] = slots();
    expect(lead).toEqual(before[0]);
    expect(changed).not.toEqual(before[1]);
    expect((changed as { header: object }).header).toMatchObject({ operatorId: 'olga', role: 'analyst' });

    await expect(open(dir, { operatorId: 'olga', passphrase: OTHER_PASSPHRASE })).rejects.toMatchObject({
      code: 'VAULT_KEY_WRONG',
    });
    await expect(open(dir, { operatorId: 'nobody' })).rejects.toMatchObject({ code: 'OPERATOR_UNKNOWN' });
    const again = await open(dir, { operatorId: 'olga', passphrase: 'a newer passphrase' });
    const acts = await again.log({ kinds: ['operator', 'unlock-failed'] });
    expect(acts.map(({ kind, body }) => [kind, body['act'] ?? body['operatorId']])).toEqual([
      ['operator', 'added'],
      ['operator', 'passphrase-changed'],
      ['unlock-failed', 'olga'],
    ]);
    expect(await again.verify({ mode: 'strict' }, {})).toMatchObject({ verdict: 'intact', findings: [] });
    await again.close();
  });

  it('lets nobody in while somebody else has it, and says who', async () => {
    const session = await open(dir);
    const ran = await audittrail(['case', 'show', '--case', dir]);
    expect(refusalOf(ran, new RegExp(`operator lead \\(user .*, process ${process.pid} on .*, since 20`))).toBe(
      'CASE_BUSY',
    );
    await expect(open(dir)).rejects.toMatchObject({ code: 'CASE_BUSY' });
    expect(await session.record('annotation', { text: 'still mine' })).toBeGreaterThan(0);
    await session.close();
    expect((await audittrail(['case', 'show', '--case', dir])).exitCode).toBe(0);
  });
});

describe('a case with segments and a hot part', () => {
  const dir = at('mixed');
  const old = mixedEvents(11, SEGMENT_EVENTS);
  const fresh = mixedEvents(12, HOT_EVENTS);
  const all: MixedEvent[] = [...old, ...fresh];
  let session: CaseSession;

  beforeAll(async () => {
    writeEvents(at('old.jsonl'), old);
    writeEvents(at('fresh.jsonl'), fresh);
    session = await createCase({
      dir,
      name: 'Mixed',
      operatorId: 'lead',
      operatorName: 'Lead',
      passphrase: PASSPHRASE,
    });
    for (const name of ['old.jsonl', 'fresh.jsonl']) {
      if (name === 'fresh.jsonl') {
        await session.close();
        await moveEventsToSegment(dir);
        session = await openCase({ dir, passphrase: PASSPHRASE });
      }
      const { totals } = await ingest(session, at(name));
      const count = name === 'old.jsonl' ? SEGMENT_EVENTS : HOT_EVENTS;
      expect(totals).toEqual({ recordCount: count, eventCount: count, ambiguousCount: 0, rejectedCount: 0 });
    }
    expect(readdirSync(join(dir, 'segments')).length).toBeGreaterThan(0);
  });

  afterAll(() => session.close());

  it.each(MIXED_QUERIES)(
    'finds for %s what a plain filter finds, page by page, in both orders',
    async (query, means) => {
      const wanted = idsOf(all.filter(means));
      const limit = wanted.length < 2000 ? 37 : PAGE;
      const newest = await allOf(session, { query, order: 'newest', limit });
      const oldest = await allOf(session, { query, order: 'oldest', limit });
      expect(disorder(newest, 'newest')).toBeUndefined();
      expect(disorder(oldest, 'oldest')).toBeUndefined();
      expect(idsOf(newest)).toEqual(wanted);
      expect(idsOf(oldest)).toEqual(wanted);
      expect((await session.search({ query, limit: 1 })).total).toBe(wanted.length);
    },
  );

  it.each(MIXED_QUERIES)('counts for %s over time as many as it finds', async (query, means) => {
    const wanted = all.filter(means);
    const { buckets, bucketUs, withoutTimeCount } = await session.histogram({ query, bucketCount: 20 });
    const naive = new Map<number, number>();
    for (const { timestamp } of wanted) {
      if (timestamp === undefined) continue;
      const fromUs = Math.floor((Date.parse(timestamp) * 1000) / bucketUs) * bucketUs;
      naive.set(fromUs, (naive.get(fromUs) ?? 0) + 1);
    }
    const filled = buckets.filter(({ count }) => count > 0);
    expect(new Map(filled.map(({ fromUs, count }) => [fromUs, count]))).toEqual(naive);
    expect(withoutTimeCount).toBe(wanted.filter(({ timestamp }) => timestamp === undefined).length);
  });

  it('keeps to a window in time, half open', async () => {
    const [from, to] = ['2026-01-10T00:00:00Z', '2026-01-10T01:00:00.500Z'];
    const wanted = all.filter(({ timestamp }) => {
      const ms = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
      return ms >= Date.parse(from) && ms < Date.parse(to);
    });
    expect(wanted.length).toBeGreaterThan(20);
    expect(idsOf(await allOf(session, { query: '*', from, to, limit: 50 }))).toEqual(idsOf(wanted));
    const { buckets, withoutTimeCount } = await session.histogram({ query: '*', from, to });
    expect([buckets.reduce((sum, { count }) => sum + count, 0), withoutTimeCount]).toEqual([wanted.length, 0]);
  });

  it.each([
    ['user', ({ source }: MixedEvent) => source.userId],
    ['severity', ({ severity }: MixedEvent) => severity],
    ['success', ({ action }: MixedEvent) => String(action.success)],
    ['ip', ({ source }: MixedEvent) => source.ip],
  ])('counts the values of %s as a plain count does', async (field, valueOf) => {
    const wanted = all.filter(({ eventType }) => eventType === 'config_change');
    const counts = new Map<string, number>();
    for (const event of wanted) counts.set(valueOf(event), (counts.get(valueOf(event)) ?? 0) + 1);
    const naive = [...counts]
      .map(([value, count]) => ({ value, count }))
      .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    const top = await session.top({ query: 'eventType:config_change', field, limit: 12 });
    expect(top).toEqual({ field, values: naive.slice(0, 12), presentCount: wanted.length });
  });

  it('scans every match once, in the order of the log', async () => {
    const query = 'severity:critical';
    const seqs: number[] = [];
    const ids: { eventId: string }[] = [];
    for await (const events of session.scan({ query }, {})) {
      seqs.push(...events.map(({ seq }) => seq));
      ids.push(...events);
    }
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(idsOf(ids)).toEqual(idsOf(all.filter(({ severity }) => severity === 'critical')));
    const stopping = new AbortController();
    const scan = session.scan({ query }, { signal: stopping.signal });
    await scan[Symbol.asyncIterator]().next();
    stopping.abort();
    await expect(scan[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('refuses a cursor of another order, a made-up one, and a query that is none', async () => {
    const { nextCursor } = await session.search({ query: '*', order: 'newest', limit: 3 });
    for (const cursor of [nextCursor as string, 'W10', '????']) {
      const asked = session.search({ query: '*', order: 'oldest', limit: 3, cursor });
      await expect(asked).rejects.toMatchObject({ code: 'SEARCH_CURSOR_BAD' });
    }
    await expect(session.search({ query: 'a AND' })).rejects.toMatchObject({
      code: 'SEARCH_SYNTAX',
      details: { from: expect.any(Number), to: expect.any(Number) },
    });
  });

  it('proves single events to whoever has only the text, the proof and the key', async () => {
    const { origin, recordCount, headSize } = await session.info();
    expect(headSize).toBe(recordCount);
    const epochs = await session.log({ kinds: ['epoch'] });
    const vkey = epochs.at(-1)?.body['vkey'] as string;
    const log = { origin, keys: [expectValid(parseVkey(notePorts, vkey))] };
    const [inSegment] = (await session.search({ query: 'id:"11-30000"' })).events;
    const [inHot] = (await session.search({ query: 'id:"12-5"' })).events;
    for (const found of [inSegment as AuditLog, inHot as AuditLog]) {
      const event = await session.event(found.seq);
      expect(event).toEqual(found);
      const digest = Buffer.from(event.integrity.hash.slice('sha256:'.length), 'hex');
      const proof = await session.proof(found.seq);
      const verdict = verifyTlogProof(notePorts, proof, leafOfDigest(nodeHasher, digest), log);
      expect(expectValid(verdict)).toMatchObject({ index: found.seq, checkpoint: { size: headSize } });
      const other = leafOfDigest(nodeHasher, Buffer.alloc(32, 7));
      expect(verifyTlogProof(notePorts, proof, other, log).kind).toBe('invalid');
      expect(event.integrity.signature).toBe(`tlog:${origin}#${found.seq}`);
    }
    await expect(session.event(recordCount + 5)).rejects.toMatchObject({ code: 'RECORD_NOT_FOUND' });
    expect(await session.event(0)).toMatchObject({ seq: 0, eventType: 'genesis' });
    expect(await session.proof(0)).toContain('index 0\n');
  });

  it('names the bytes each event was read from', async () => {
    const bytes = { '11': readFileSync(at('old.jsonl')), '12': readFileSync(at('fresh.jsonl')) };
    const { events } = await session.search({ query: 'backup', limit: 2000 });
    expect(events.length).toBe(2000);
    for (const { eventId, origin } of events) {
      const file = bytes[eventId.slice(0, 2) as keyof typeof bytes];
      const raw = file.subarray(origin.offset, origin.offset + origin.length);
      expect((JSON.parse(raw.toString('utf8')) as MixedEvent).eventId).toBe(eventId);
      expect(createHash('sha256').update(raw).digest('hex')).toBe(origin.rawHash);
    }
  });

  it('knows the same bytes again under another name, and takes them in once more only when told to', async () => {
    cpSync(at('fresh.jsonl'), at('renamed.log'));
    const [known] = (await ingest(session, at('renamed.log'))).sources;
    const [first] = (await session.sources()).filter(({ path }) => path === at('fresh.jsonl'));
    expect(known).toMatchObject({ eventCount: 0, duplicateOf: first?.sourceSeq, sha256: first?.sha256 });
    const { totals, sources } = await session.ingest({ paths: [at('renamed.log')], again: true }, {});
    expect(totals.eventCount).toBe(HOT_EVENTS);
    expect(sources[0]?.duplicateOf).toBeUndefined();
    expect((await session.search({ query: 'id:"12-5"' })).total).toBe(2);
  });

  it('verifies strictly, and opens as well from a copy elsewhere', async () => {
    expect(await session.verify({ mode: 'strict' }, {})).toMatchObject({
      verdict: 'intact',
      findings: [],
      notChecked: [],
      badRecordCount: 0,
    });
    await session.close();
    cpSync(dir, at('copy'), { recursive: true });
    session = await open(dir);
    const copy = await open(at('copy'));
    const [here, there] = [await session.info(), await copy.info()];
    expect({ ...there, dir }).toEqual({ ...here, dir });
    expect(there.dir).toBe(at('copy'));
    expect(await copy.search({ query: 'mimikatz', limit: 20 })).toEqual(
      await session.search({ query: 'mimikatz', limit: 20 }),
    );
    await copy.close();
  });
});

describe('an ingest that is not alone', () => {
  const COUNT = 100_000;
  const file = at('long.jsonl');

  beforeAll(() => writeAuditLines(file, COUNT));

  const make = (dir: string): Promise<CaseSession> =>
    createCase({ dir, name: 'Long', operatorId: 'lead', operatorName: 'Lead', passphrase: PASSPHRASE });

  it('lets acts be recorded and what is there already be searched', async () => {
    const session = await make(at('while'));
    const state = { isDone: false };
    const running = ingest(session, file).finally(() => (state.isDone = true));
    const seqs: number[] = [];
    const totals: number[] = [];
    while (!state.isDone) {
      seqs.push(await session.record('annotation', { text: `note ${seqs.length}` }));
      totals.push((await session.search({ query: '*', limit: 1 })).total ?? 0);
    }
    expect((await running).totals.eventCount).toBe(COUNT);
    expect(seqs.length).toBeGreaterThan(1);
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
    expect(totals.some((total) => total > 0 && total < COUNT)).toBe(true);
    const notes = await session.log({ kinds: ['annotation'] });
    expect(notes.map(({ seq, body }) => [seq, body['text']])).toEqual(seqs.map((seq, i) => [seq, `note ${i}`]));
    await expect(session.ingest({ paths: [at('missing')] }, {})).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(await session.verify({ mode: 'fast' }, {})).toMatchObject({ verdict: 'intact', findings: [] });
    await session.close();
  });

  it('leaves no act waiting that comes while it ends', async () => {
    const session = await make(at('ending'));
    for (let round = 0; round < 8; round++) {
      const small = at(`ending-${round}.jsonl`);
      writeAuditLines(small, 3, round * 3);
      const state = { isDone: false };
      const running = ingest(session, small).finally(() => (state.isDone = true));
      const acts: Promise<number>[] = [];
      while (!state.isDone) {
        acts.push(session.record('annotation', { text: `round ${round}` }));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      await running;
      expect(new Set(await Promise.all(acts)).size).toBe(acts.length);
    }
    expect(await session.verify({ mode: 'strict' }, {})).toMatchObject({ verdict: 'intact', findings: [] });
    await session.close();
  });

  it('that is stopped in the middle goes on with the same command, to the same events', async () => {
    const session = await make(at('stopped'));
    const stopping = new AbortController();
    const stopped = await session.ingest(
      { paths: [file] },
      { signal: stopping.signal, onProgress: ({ eventCount }) => eventCount > 20_000 && stopping.abort() },
    );
    const { eventCount, findings } = stopped.sources[0] as (typeof stopped.sources)[number];
    expect(eventCount).toBeGreaterThan(20_000);
    expect(eventCount).toBeLessThan(COUNT);
    expect(findings.map(({ kind }) => kind)).toEqual(['interrupted']);
    expect((await session.search({ query: '*', limit: 1 })).total).toBe(eventCount);
    expect(await session.sources()).toEqual([]);

    const whole = await ingest(session, file);
    expect(whole.totals).toEqual({ recordCount: COUNT, eventCount: COUNT, ambiguousCount: 0, rejectedCount: 0 });
    expect((await session.search({ query: '*', limit: 1 })).total).toBe(COUNT);
    expect((await session.info()).eventCount).toBe(COUNT);
    const ids = new Set<string>();
    for await (const events of session.scan({ query: '*' }, {})) for (const { eventId } of events) ids.add(eventId);
    expect(ids.size).toBe(COUNT);
    expect((await ingest(session, file)).sources[0]?.duplicateOf).toEqual(expect.any(Number));
    expect(await session.verify({ mode: 'strict' }, {})).toMatchObject({ verdict: 'intact', findings: [] });
    await session.close();
  });

  it('by reference keeps no byte of the original, and says so', async () => {
    const session = await make(at('reference'));
    const { totals } = await ingest(session, file, { keepOriginals: false });
    expect(totals.eventCount).toBe(COUNT);
    expect(readdirSync(join(at('reference'), 'files'))).toEqual([]);
    const [source] = await session.log({ kinds: ['source'] });
    expect(source?.body).toMatchObject({
      original: 'by-reference',
      sizeBytes: statSync(file).size,
      sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    });
    const { verdict, notices } = await session.verify({ mode: 'strict' }, {});
    expect(verdict).toBe('intact');
    expect(notices.join('\n')).toMatch(/by reference/u);
    await session.close();
  });

  it('leaves the folder of the case out, where evidence and case lie side by side', async () => {
    mkdirSync(at('both'));
    writeAuditLines(join(at('both'), 'log.jsonl'), 10);
    const session = await make(join(at('both'), 'case'));
    const { sources, totals } = await ingest(session, at('both'));
    expect(totals.eventCount).toBe(10);
    expect(sources.map(({ path, findings }) => [path, findings.map(({ kind }) => kind)])).toEqual([
      [join(at('both'), 'case'), ['excluded']],
      [join(at('both'), 'log.jsonl'), []],
    ]);
    await session.close();
  });
});

const mayMount = ((): boolean => {
  try {
    const place = join(folder.path, 'mount-try');
    mkdirSync(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!mayMount)('a case on a medium that can not be written (needs the right to mount)', () => {
  const medium = at('medium');

  beforeAll(async () => {
    const session = await createCase({
      dir: at('archived'),
      name: 'Archived',
      operatorId: 'lead',
      operatorName: 'Lead',
      passphrase: PASSPHRASE,
    });
    writeAuditLines(at('few.jsonl'), 50);
    await ingest(session, at('few.jsonl'));
    await session.close();
    mkdirSync(medium);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', medium]);
    cpSync(at('archived'), join(medium, 'case'), { recursive: true });
    execFileSync('mount', ['-o', 'remount,ro', medium]);
  });

  afterAll(() => execFileSync('umount', [medium]));

  it('opens for reading, says why, and can be searched, proved and verified', async () => {
    const session = await open(join(medium, 'case'));
    expect(await session.info()).toMatchObject({ eventCount: 50, readOnlyReason: expect.stringMatching(/written/u) });
    expect((await session.search({ query: '*' })).total).toBe(50);
    const [event] = (await session.search({ query: 'id:e-7' })).events;
    expect(await session.proof((event as AuditLog).seq)).toContain(`index ${event?.seq}\n`);
    expect(await session.verify({ mode: 'strict' }, {})).toMatchObject({ verdict: 'intact', findings: [] });
    await expect(session.record('annotation', {})).rejects.toMatchObject({ code: 'CASE_READ_ONLY' });
    await expect(ingest(session, at('few.jsonl'))).rejects.toMatchObject({ code: 'CASE_READ_ONLY' });
    await session.close();
  });

  it('is searched by the program too, with a word that nothing was recorded', async () => {
    const found = await audittrail(['search', '*', '--count', '--case', join(medium, 'case')]);
    expect([found.exitCode, found.out]).toEqual([0, expect.stringContaining('50 events')]);
    expect(found.err).toBe(
      'Read-only: the folder or its database cannot be written. What is done here can not be recorded in the case.\n',
    );
    const refused = await audittrail(['ingest', at('few.jsonl'), '--case', join(medium, 'case')]);
    expect([refused.exitCode, refused.out]).toEqual([2, '']);
    expect(refused.err).toMatch(/\naudittrail: .* \[CASE_READ_ONLY\]\n$/u);
  });
});

describe('a case opened for reading on purpose', () => {
  it('takes no lock and records nothing', async () => {
    const dir = at('looked-at');
    const made = await createCase({
      dir,
      name: 'Looked at',
      operatorId: 'lead',
      operatorName: 'Lead',
      passphrase: PASSPHRASE,
    });
    await made.close();
    const before = createHash('sha256')
      .update(readFileSync(join(dir, 'case.db')))
      .digest('hex');
    const [one, two] = [await open(dir, { readOnly: true }), await open(dir, { readOnly: true })];
    expect((await two.info()).readOnlyReason).toMatch(/for reading/u);
    await one.close();
    await two.close();
    expect(
      createHash('sha256')
        .update(readFileSync(join(dir, 'case.db')))
        .digest('hex'),
    ).toBe(before);
  });
});

afterAll(() => folder.remove());
