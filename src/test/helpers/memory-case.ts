/**
 * A case that lives in memory: for tests of the router, the services and the command line, which are about what
 * happens around a case. What a case does is tested on the real one, in src/test/integration.
 */
import { createHash } from 'node:crypto';
import type { AuditLog, JsonObject } from '../../engines/event/audit-event.ts';
import { rangesFromSeqs } from '../../engines/kernel/seq-ranges.ts';
import { AppError } from '../../shared/errors.ts';
import type { CaseEngine } from '../../host/services/case.service.ts';
import type { Role } from '../../shared/roles.ts';
import type { CaseInfo, CaseSession, IngestResult, LogRecord, VerifyReport } from '../../host/vault/session.ts';
import type { QueryNotice } from '../../host/vault/search-answers.ts';
import { CaseNotes } from '../../host/vault/case-notes.ts';
import type { HotEvent } from '../../host/vault/hot-events.ts';
import { pastQueries } from '../../host/vault/search-history.ts';

export interface MemoryCase {
  events: AuditLog[];
  records: LogRecord[];
  /** Acts that need two people, as the first record of the case says. */
  twoPersonActs?: string[];
  role: Role;
  readOnlyReason?: string;
  closed: number;
  ingestResult: IngestResult;
  verifyReport: VerifyReport;
  /** Keeps ingest and verify going until the test lets them end, or they are stopped. */
  gate: Promise<void>;
  /** What `search` says there is, where a test wants it to differ from what `scan` gives. */
  claimedTotal?: number;
  /** Why the records of sources can't be read. */
  damage?: string;
  /** What `search` and the charts say about the query. */
  notices?: QueryNotice[];
}

const hex = (digit: string): string => digit.repeat(64);

export function memoryEvent(seq: number, message: string): AuditLog {
  return {
    _id: `00000000-0000-8000-8000-${String(seq).padStart(12, '0')}`,
    seq,
    eventId: `e${seq}`,
    timestamp: '2026-01-02T03:04:05Z',
    eventType: 'user_login',
    severity: 'low',
    source: { ip: '192.0.2.1', userId: 'ada' },
    action: { type: 'authentication', success: true },
    metadata: { message },
    origin: { source: hex('a'), offset: seq * 10, length: 10, rawHash: hex('b') },
    compliance: { frameworks: [], requirements: [], violations: [] },
    integrity: {
      hash: `sha256:${seq.toString(16).padStart(64, '0')}`,
      signature: `tlog:audittrailpro/case/x#${seq}`,
      chainHash: `sha256:${hex('c')}`,
    },
  };
}

export function memoryCase(overrides: Partial<MemoryCase> = {}): MemoryCase {
  return {
    events: [memoryEvent(3, 'first'), memoryEvent(5, 'second')],
    records: [],
    role: 'lead',
    closed: 0,
    ingestResult: { sources: [], totals: { recordCount: 0, eventCount: 0, ambiguousCount: 0, rejectedCount: 0 } },
    verifyReport: {
      verdict: 'intact',
      mode: 'strict',
      recordCount: 6,
      headSize: 6,
      confirmedOutside: 0,
      findings: [],
      findingCount: 0,
      badRecordCount: 0,
      checks: [],
      badRanges: [],
      areRangesExact: true,
      unreadRanges: [],
      notices: [],
      notChecked: [],
      rootOfTrust: 'not-given',
      seconds: 0.1,
    },
    gate: Promise.resolve(),
    ...overrides,
  };
}

const stopped = async (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    const give = (): void => reject(new AppError('CANCELLED', 'Stopped on request'));
    if (signal?.aborted === true) give();
    signal?.addEventListener('abort', give);
  });

const genesisOf = ({ twoPersonActs = [] }: MemoryCase): LogRecord => ({
  seq: 0,
  kind: 'genesis',
  at: '2026-01-01T00:00:00Z',
  body: { policy: { twoPersonActs } },
});

function openMemory(state: MemoryCase, dir: string): CaseSession {
  const papers = new Map<string, Uint8Array>();
  const operator = { operatorId: 'lead', name: 'Ada', role: state.role, vkey: 'lead+1+k', since: 1 };
  const info: CaseInfo = {
    caseId: 'c1',
    name: 'Test case',
    origin: 'audittrailpro/case/c1',
    dir,
    createdAt: '2026-01-01T00:00:00Z',
    fingerprint: '00000-11111',
    operator,
    ...(state.readOnlyReason === undefined ? {} : { readOnlyReason: state.readOnlyReason }),
    recordCount: 6,
    headSize: 5,
    eventCount: state.events.length,
    sourceCount: 1,
  };
  const matching = (query: string): AuditLog[] =>
    state.events.filter((event) => query === '*' || String(event.metadata['message']).includes(query));
  const records = (): HotEvent[] =>
    state.records.map(({ seq, kind, at, body }) => ({ seq, record: { kind, at, body } }) as unknown as HotEvent);
  const notes = new CaseNotes({
    *records(fromSeq = 0) {
      yield* records().filter(({ seq }) => seq >= fromSeq);
    },
  });
  const record = async (kind: LogRecord['kind'], body: JsonObject): Promise<number> => {
    const seq = 100 + state.records.length;
    state.records.push({ seq, kind, at: '2026-01-02T00:00:00Z', body });
    return seq;
  };
  return {
    annotations: {
      async targets(request) {
        if ('query' in request) return rangesFromSeqs(matching(request.query).map(({ seq }) => seq));
        const missing = request.seqs.find((seq) => !state.events.some((event) => event.seq === seq));
        if (missing !== undefined) throw new AppError('RECORD_NOT_FOUND', `There is no event ${missing}`);
        return rangesFromSeqs(request.seqs.toSorted((a, b) => a - b));
      },
      list: async (request) => notes.list(request),
      totals: async () => notes.totals(),
      history: async (seq) => notes.history(seq),
      undoable: async (recordSeq) => notes.undoable(recordSeq),
      async record([first = {}, ...more]) {
        if (state.readOnlyReason !== undefined) throw new AppError('CASE_READ_ONLY', state.readOnlyReason);
        const seq = await record('annotation', { operatorId: 'lead', ...first });
        for (const body of more) await record('annotation', { operatorId: 'lead', ...body, of: seq });
        return seq;
      },
    },
    heads: {
      find: async () => null,
      findByDigest: async () => null,
      rootAt: async () => null,
      consistency: async () => [],
      countersign: async (size) => {
        throw new AppError('RECORD_NOT_FOUND', `There is no head over ${size} records`);
      },
    },
    compliance: {
      async keep(content) {
        const sha256 = createHash('sha256').update(content).digest('hex');
        papers.set(sha256, content.slice());
        return sha256;
      },
      async fetch(sha256) {
        const found = papers.get(sha256);
        if (found === undefined) throw new AppError('FILE_NOT_FOUND', 'The case does not hold this file');
        return found;
      },
      forget: async (sha256) => void papers.delete(sha256),
      // What an assessment says is tested on the real case.
      assess: async () => {
        throw new AppError('CASE_LOG_BROKEN', 'A case in memory has no log to assess');
      },
    },
    ledger: async (kinds) => ({
      size: 100 + state.records.length,
      records: state.records
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ seq, kind, at, body }) => ({ seq, kind, at, body, digest: 'ab'.repeat(32) })),
    }),
    searchHistory: async (limit) => pastQueries(records(), limit),
    info: async () => info,
    operators: async () => [operator],
    addOperator: async ({ operatorId, name, role }) => ({ ...operator, operatorId, name, role }),
    changePassphrase: async () => {},
    removeOperator: async ({ operatorId, reason }) =>
      record('operator', { act: 'removed', by: 'lead', operatorId, reason, since: 1 }),
    async createRecovery({ threshold, count }) {
      const shares = Array.from({ length: count }, (_, i) => ({
        index: i + 1,
        name: `0000000${i + 1}`,
        digest: hex(String(i + 1)),
        text: 'lusab babad',
      }));
      const named = shares.map(({ index, name, digest }) => ({ index, name, digest }));
      const recovery = { recoveryId: '00000000', threshold, shares: named };
      return {
        recoveryId: '00000000',
        recordSeq: await record('operator', { act: 'recovery-created', by: 'lead', recovery }),
        shares,
      };
    },
    unreachable: async () => [],
    async changeDataKey({ reason }, { signal, onProgress }) {
      onProgress?.(1, 2);
      await Promise.race([state.gate, stopped(signal)]);
      const body = { act: 'data-key-changed', by: 'lead', generation: 2, keyId: hex('d').slice(0, 32), reason };
      return { recordSeq: await record('rekey', body), generation: 2 };
    },
    async ingest({ paths }, { signal, onProgress }) {
      onProgress?.({ phase: 'ingest', path: paths[0] ?? '', doneBytes: 1, totalBytes: 2, eventCount: 1 });
      await Promise.race([state.gate, stopped(signal)]);
      return state.ingestResult;
    },
    async sources() {
      if (state.damage !== undefined) throw new AppError('CASE_LOG_BROKEN', state.damage);
      return state.ingestResult.sources;
    },
    async search({ query, limit = 100, cursor, offset = 0 }) {
      const start = cursor === undefined ? offset : Number(cursor);
      const found = matching(query);
      const end = start + limit;
      return {
        total: state.claimedTotal ?? found.length,
        events: found.slice(start, end),
        nextCursor: end < found.length ? String(end) : null,
        ...(state.notices === undefined ? {} : { notices: state.notices }),
      };
    },
    async fold({ query, limit = 100, offset = 0 }) {
      const found = matching(query);
      return {
        // Every event says something else here.
        runs: found.slice(offset, offset + limit).map((event, i) => ({
          event,
          offset: offset + i,
          count: 1,
          firstTime: event.timestamp,
          lastTime: event.timestamp,
          seqs: [[event.seq, event.seq]],
          continues: false,
          goesOn: false,
        })),
        nextOffset: offset + limit < found.length ? offset + limit : null,
        ...(state.notices === undefined ? {} : { notices: state.notices }),
      };
    },
    histogram: async ({ query }) => ({
      bucketUs: 60_000_000,
      fromUs: 0,
      toUs: 60_000_000,
      buckets: [{ fromUs: 0, toUs: 60_000_000, count: matching(query).length }],
      withoutTimeCount: 0,
    }),
    top: async ({ field }) => ({ field, values: [{ value: 'ada', count: 2 }], presentCount: 2 }),
    lanes: async ({ field, query }) => ({
      field,
      bucketUs: 60_000_000,
      fromUs: 0,
      toUs: 60_000_000,
      lanes: [{ value: 'ada', total: matching(query).length, counts: [{ fromUs: 0, count: matching(query).length }] }],
      other: { total: 0, counts: [], withoutFieldCount: 0 },
      withoutTimeCount: 0,
    }),
    async around({ seq, before, after, query = '' }) {
      const near = state.events.filter((event) => event.seq === seq || matching(query || '*').includes(event));
      const place = near.findIndex((event) => event.seq === seq);
      if (place < 0) throw new AppError('RECORD_NOT_FOUND', `There is no event ${seq}`);
      return {
        events: near.slice(Math.max(0, place - before), place + after + 1),
        hasMoreBefore: place > before,
        hasMoreAfter: near.length - place - 1 > after,
        orderedBy: 'time',
      };
    },
    fields: async () => ({
      fields: [{ name: 'user', path: 'source.userId', kind: 'text', eventCount: state.events.length }],
      isPartial: false,
    }),
    coverage: async () => ({ bucketUs: 60_000_000, fromUs: null, toUs: null, sources: [] }),
    async *scan({ query }) {
      for (const event of matching(query)) yield [event];
    },
    async event(seq) {
      const found = state.events.find((event) => event.seq === seq);
      if (found === undefined) throw new AppError('RECORD_NOT_FOUND', `There is no event ${seq}`);
      return found;
    },
    proof: async (seq) => `c2sp.org/tlog-proof@v1\nindex ${seq}\n`,
    async checkProof(seq) {
      const steps = [{ id: 'record' as const, title: 'Read', valid: true, detail: 'SHA-256' }];
      const hashes = { recordDigest: hex('a'), leafHash: hex('b'), computedRoot: hex('c'), headRoot: hex('c') };
      const path = [{ hash: hex('d'), side: 'left' as const, result: hex('c') }];
      const head = { treeSize: 6, headText: `${info.origin}\n6\n`, keyName: info.origin, keyId: '0000abcd' };
      return { seq, valid: true, index: seq, ...hashes, ...head, path, steps };
    },
    async storedRecord(seq) {
      const line = JSON.stringify({ kind: 'event', seq, hostile: '\u001b[31m' });
      const hashes = { digest: hex('a'), leafHash: hex('b'), chainHash: hex('c') };
      const sealed = { sealedDigest: hex('a'), sealedLeafHash: hex('b'), sealedBySize: 6, matchesLeaf: true };
      return { seq, kind: 'event', line, lineBase64: btoa(line), place: 'hot', ...hashes, ...sealed };
    },
    async rawBytes({ seq }) {
      const facts = { sourceSeq: 1, sourcePath: 'a.log', location: '/a.log', sourceSha256: hex('a') };
      const place = { sourceSizeBytes: 4, offset: 0, length: 4, isTruncated: false };
      const bytes = { bytesBase64: btoa('a\u001b[3'), contextBefore: null, contextAfter: null };
      const rawHash = { expected: hex('b'), actual: hex('b'), matches: true };
      const checks = { isSourceHashChecked: false, recordMatchesLeaf: true, checked: ['The hash'], notChecked: [] };
      return { seq, availability: 'kept', ...facts, ...place, ...bytes, rawHash, ...checks };
    },
    sourceProofs: async () => ({ sources: [], keys: [], lists: [] }),
    async rederive(seq, { onProgress }) {
      onProgress?.(1, 2);
      return {
        seq,
        outcome: 'different',
        availability: 'kept',
        parser: 'syslog',
        parserVersion: '2',
        presentVersion: '2',
        differences: [{ path: 'metadata.message', recorded: 'a\u001b[31m', derived: 'b' }],
        rawHashMatches: true,
        recordMatchesLeaf: false,
        derivedMatchesLeaf: true,
        bytesRead: 10,
      };
    },
    log: async ({ afterSeq = -1, limit = 1000, kinds }) =>
      [genesisOf(state), ...state.records]
        .filter(({ seq, kind }) => seq > afterSeq && (kinds === undefined || kinds.includes(kind)))
        .slice(0, limit),
    record,
    signing: async (others) => ({
      operatorIds: [operator.operatorId, ...others.map(({ operatorId }) => operatorId)],
      sign: async (payloadType, payload) => ({ payload: btoa(payload), payloadType, signatures: [] }),
      end: async () => {},
    }),
    bundle: async () => {
      throw new AppError('INTERNAL', 'A case in memory gives no bundle');
    },
    recordBundle: async (body) => ({ seq: await record('export', body), headSize: 7 }),
    async verify(_, { signal, onProgress }) {
      onProgress?.(1, 6);
      await Promise.race([state.gate, stopped(signal)]);
      return state.verifyReport;
    },
    async close() {
      state.closed += 1;
    },
  };
}

export const MEMORY_PASSPHRASE = 'correct horse';

/** An engine with one case, which `case.open` and `case.create` both give, whatever the folder. */
export const memoryEngine = (state: MemoryCase): CaseEngine => ({
  createCase: async ({ dir }) => openMemory(state, dir),
  openCase: async ({ dir, passphrase }) => {
    if (passphrase !== MEMORY_PASSPHRASE)
      throw new AppError('VAULT_KEY_WRONG', 'The passphrase does not open this case');
    return openMemory(state, dir);
  },
  describeCase: async () => ({
    caseId: 'c1',
    name: 'Test case',
    operators: [{ operatorId: 'lead', name: 'Ada', role: state.role }],
    recovery: null,
  }),
  recoverCase: async ({ dir, operatorId }) => {
    if (operatorId === 'gone') throw new AppError('OPERATOR_REMOVED', 'gone was removed from this case');
    return openMemory(state, dir);
  },
  checkShare: async () => {
    throw new AppError('RECOVERY_NOT_MADE', 'No recovery shares were made for this case');
  },
});
