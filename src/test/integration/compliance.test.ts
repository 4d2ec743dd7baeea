/** Compliance on the real case: tables and logs in, assessed on threads, kept, found again, decided on, and the log still whole. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateAuditedMonth } from '../../engines/scenario/audited-month.ts';
import { VIOLATIONS } from '../../engines/scenario/violations.ts';
import { createHost, type Host } from '../../host/create-host.ts';
import type { JobOperationName, OperationName, OutputOf, ResultOf } from '../../shared/contract/index.ts';
import { temporaryFolder } from '../helpers/temporary-case.ts';

const PASSPHRASE = 'correct horse battery';
const folder = temporaryFolder();
const dir = join(folder.path, 'case');
const month = generateAuditedMonth(
  1,
  VIOLATIONS.map(({ id }) => id),
);
let host: Host;
let handle: string;

async function call<N extends OperationName>(name: N, input: object = {}): Promise<OutputOf<N>> {
  const reply = await host.call(name, { handle, ...input });
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.value as OutputOf<N>;
}
async function run<N extends JobOperationName>(name: N, input: object = {}): Promise<ResultOf<N>> {
  const { jobId } = (await call(name, input)) as { jobId: string };
  const job = (await host.call('job.get', { jobId, wait: true })) as { value: { result: unknown; error?: object } };
  if (job.value.error !== undefined) throw new Error(JSON.stringify(job.value.error));
  return job.value.result as ResultOf<N>;
}
const refusal = async (name: OperationName, input: object): Promise<string> => {
  const reply = await host.call(name, { handle, ...input });
  return reply.ok ? 'taken' : `${reply.error.code}: ${reply.error.message}`;
};
const table = (name: string, rows: unknown) => ({
  table: name,
  file: { name: `${name}.json`, text: JSON.stringify(rows) },
});

beforeAll(async () => {
  host = createHost({ checkOutput: true });
  const request = { dir, name: 'C', operatorId: 'lead', operatorName: 'Lead', passphrase: PASSPHRASE };
  ({ handle } = ((await host.call('case.create', request)) as { value: { handle: string } }).value);
  for (const { path, chunks } of month.files) {
    mkdirSync(dirname(join(folder.path, 'logs', path)), { recursive: true });
    writeFileSync(join(folder.path, 'logs', path), [...chunks].join(''));
  }
  await run('ingest.start', { paths: [join(folder.path, 'logs')] });
});
afterAll(async () => {
  await host.close();
  folder.remove();
});

describe('tables of the organisation', () => {
  it('are refused row by row, with line, column and reason, and nothing is recorded', async () => {
    const file = {
      name: 'staff.csv',
      text: 'login;leave date;admin\nanna;2026-03-10;no\nbob;31/12/2026;yes\nanna;;no\neve;2026-02-31;perhaps\n',
    };
    const checked = await call('compliance.importInputs', { table: 'users', file, check: true });
    expect(checked.rejections).toEqual([
      { line: 3, column: 'leave date', reason: expect.stringContaining('"31/12/2026" is not a time') },
      { line: 4, reason: '"anna" stands already in line 2' },
      { line: 5, column: 'leave date', reason: expect.stringContaining('2026-02-31') },
    ]);
    expect(checked).toMatchObject({ rowCount: 1, recordSeq: null, mapping: { login: 'id', admin: 'privileged' } });
    expect(await refusal('compliance.importInputs', { table: 'users', file })).toMatch(
      /^COMPLIANCE_INPUT_REFUSED: 3 rows of staff.csv do not hold, the first in line 3, column leave date/u,
    );
    expect((await call('compliance.inputs')).every(({ loaded }) => loaded === null)).toBe(true);
  });

  it('are kept, listed with what asks for them, and replaced by a newer one', async () => {
    const inputs = month.inputs as Record<string, unknown>;
    const named = ['users', 'logSources', 'changes', 'retentionPolicies', 'incidents', 'accessReviews', 'clocks'];
    const others = ['subjectRequests', 'disclosures', 'sodRules', 'processingRegister'];
    for (const name of [...named, ...others])
      if (inputs[name] !== undefined) await call('compliance.importInputs', table(name, inputs[name]));
    await call('compliance.importInputs', table('users', inputs['users']));
    const listed = await call('compliance.inputs');
    const users = listed.find((one) => one.table === 'users');
    expect(users?.loaded).toMatchObject({
      rowCount: (inputs['users'] as unknown[]).length,
      times: 2,
      rejectedCount: 0,
    });
    expect(users?.neededBy).toBeGreaterThan(10);
    await call('compliance.setParameters', {
      reason: 'the application joins its register into every event',
      joins: { authorizations: true, relationships: true },
    });
  });
});

describe('an assessment', () => {
  it('finds the ten violations in all eight frameworks at once, and keeps what it found', async () => {
    await run('verify.start', { mode: 'fast' });
    const summary = await run('compliance.assess');
    expect(summary).toMatchObject({ integrity: 'verified', readFrom: 0, basedOn: null });
    expect(summary.frameworks).toHaveLength(8);
    const seen = await call('compliance.assessment');
    expect(seen.summary).toEqual(summary);
    const pci = seen.cards.find(({ id }) => id === 'pci-dss-4.0.1');
    const failed = pci?.requirements.filter(({ verdict }) => verdict === 'notMet').map(({ id }) => id);
    expect(failed).toEqual(expect.arrayContaining(['10.3.2', '8.2.2', '8.4.1', '8.2.5', '8.3.4']));
    expect(pci?.headline.confidence?.limitedBy).toMatch(/\w/u);
    expect(seen.counts.inPeriod).toBe(summary.eventCount);
  });

  it('leads from a requirement by its check to the very events in the log', async () => {
    const detail = await call('compliance.requirement', { framework: 'pci-dss-4.0.1', requirement: '10.3.2' });
    const check = detail.checks.find(({ id }) => id === 'PCI:10.3.2:log-cleared');
    const [exception] = check?.exceptions ?? [];
    const seq = exception?.evidence[0]?.seq ?? -1;
    const event = await call('event.get', { seq });
    expect(event).toMatchObject({ eventType: 'log_cleared' });
    expect(Date.parse(event.timestamp ?? '')).toBe(Date.parse(exception?.evidence[0]?.time ?? ''));
    expect(check?.explanation).toContain('exceptions');
  });

  it('says of each exception once what it touches, and keeps what is decided, signed', async () => {
    const before = await call('compliance.exceptions');
    const cleared = before.exceptions.find(({ hits }) => hits.some(({ check }) => check === 'PCI:10.3.2:log-cleared'));
    expect(new Set(cleared?.hits.map(({ framework }) => framework)).size).toBeGreaterThan(3);
    const exceptionId = cleared?.exceptionId ?? '';
    const accept = { exceptionId, status: 'accepted', reason: 'planned test of the alarm' };
    expect(await refusal('compliance.decideException', accept)).toMatch(/^CONTRACT_BAD_INPUT: acceptedBy/u);
    const decided = await call('compliance.decideException', { ...accept, acceptedBy: 'CISO', until: '2099-12-31' });
    expect(decided.signedBy).toEqual(['lead']);
    const after = await call('compliance.exceptions', { status: 'accepted' });
    expect(after.exceptions.map((one) => one.exceptionId)).toEqual([exceptionId]);
    expect(after.exceptions[0]?.decision).toMatchObject({ acceptedBy: 'CISO', isExpired: false, signedBy: ['lead'] });
    expect(after.byStatus.open).toBe(before.byStatus.open - 1);
    // What is accepted is still an exception.
    const [now] = (await call('compliance.assessment')).cards;
    expect(now?.headline).toEqual((await call('compliance.assessments'))[0]?.frameworks[0]?.headline);
  });

  it('draws the same work paper every time, each unit with an event to look at', async () => {
    const asked = { framework: 'pci-dss-4.0.1', check: 'PCI:8.4.1:mfa-admin', size: 5 };
    const paper = await call('compliance.sample', asked);
    expect(paper.units.length).toBeGreaterThan(0);
    expect(paper.units.every(({ event }) => (event?.seq ?? -1) >= 0)).toBe(true);
    expect(await call('compliance.sample', asked)).toEqual(paper);
  });

  it('reads only what came since the last one, and says the same as one that reads all', async () => {
    const line = (n: number): string =>
      JSON.stringify({
        eventId: `late-${n}`,
        timestamp: new Date(Date.UTC(2026, 2, 31, 20, 0, n)).toISOString(),
        eventType: n % 40 === 0 ? 'security.disable' : 'record_viewed',
        severity: 'low',
        source: { userId: 'anna.keller', ip: '10.20.1.11', sessionId: `late-${n % 7}` },
        action: {
          resource: `patients/p-${n % 60}`,
          success: true,
          details: { classification: ['phi'], authorized: true },
        },
        metadata: { message: 'late' },
      });
    // Known by the name of the source in the inventory, wherever it lies.
    const path = join(folder.path, 'later', month.files.find((file) => file.path.startsWith('app01'))?.path ?? '');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${Array.from({ length: 1000 }, (_, n) => line(n)).join('\n')}\n`);
    await run('ingest.start', { paths: [path] });
    const startMs = performance.now();
    const next = await run('compliance.assess');
    const tookMs = performance.now() - startMs;
    expect(next.readFrom).toBeGreaterThan(0);
    expect(next.basedOn).toBe((await call('compliance.assessments'))[1]?.assessmentId);
    expect(next.integrity).toBe('unverified');
    const whole = await run('compliance.assess', { afresh: true });
    expect(whole.readFrom).toBe(0);
    const cardsOf = async ({ assessmentId }: { assessmentId: string }) =>
      (await call('compliance.assessment', { assessmentId })).cards;
    expect(await cardsOf(next)).toEqual(await cardsOf(whole));
    expect(whole.eventCount).toBe(next.eventCount);
    // A person does not wait for a second run: some seconds are the machine's, on which others work at the same time.
    expect(tookMs).toBeLessThan(60_000);
    const { comparison } = await call('compliance.assessment', { comparedTo: next.assessmentId });
    expect(comparison).toMatchObject({ isComparable: true, why: [] });
  });
});

describe('parameters and content of the organisation', () => {
  it('are taken with their reason, and told beside what they change', async () => {
    const change = { framework: 'pci-dss-4.0.1', of: 'PCI:8.3.4:lockout10', name: 'evaluate.condition.gt', value: 20 };
    await call('compliance.setParameters', { reason: 'our lock is after twenty', changes: [change] });
    await call('compliance.setParameters', {
      reason: 'no cards are stored',
      changes: [{ framework: 'pci-dss-4.0.1', of: '3.6.1', name: 'applies', value: false }],
    });
    expect(
      await refusal('compliance.setParameters', { reason: 'too high', changes: [{ ...change, value: 'many' }] }),
    ).toMatch(/^CONTRACT_BAD_INPUT: evaluate.condition.gt of PCI:8.3.4:lockout10 is a number/u);
    const summary = await run('compliance.assess', { frameworks: ['pci-dss-4.0.1'] });
    const [card] = (await call('compliance.assessment')).cards;
    expect(card?.requirements.find(({ id }) => id === '3.6.1')).toMatchObject({
      verdict: 'notApplicable',
      reason: 'no cards are stored',
    });
    const detail = await call('compliance.requirement', { framework: 'pci-dss-4.0.1', requirement: '8.3.4' });
    expect(detail.checks[0]?.threshold).toMatchObject({ basis: 'organization-defined' });
    expect(detail.checks.find(({ id }) => id === 'PCI:8.3.4:lockout10')?.outcome).not.toBe('failed');
    expect(summary.parameterSeqs).toHaveLength(3);
    const first = (await call('compliance.assessments')).at(-1)?.assessmentId;
    const { comparison } = await call('compliance.assessment', { comparedTo: first });
    expect(comparison).toMatchObject({
      isComparable: false,
      why: [expect.stringContaining('PCI DSS has other content')],
    });
  });

  it('are refused whole where a framework file has a fault, with its line and reason', async () => {
    const { framework: text } = { framework: JSON.stringify({ schemaVersion: '1.1.0' }, null, 1) };
    expect(await refusal('compliance.importFramework', { file: { name: 'own.json', text } })).toMatch(
      /^COMPLIANCE_CONTENT_REFUSED: The framework file was not taken: line \d+/u,
    );
  });
});

describe('the case', () => {
  it('is still intact, and a person can read what was recorded', async () => {
    const { verdict, findings } = await run('verify.start', { mode: 'strict' });
    expect([verdict, findings]).toEqual(['intact', []]);
  });

  it('gives assessments again when it is opened anew, and can not assess for somebody who only looks', async () => {
    const before = await call('compliance.assessment');
    await call('case.close');
    const opened = await host.call('case.open', { dir, operatorId: 'lead', passphrase: PASSPHRASE, readOnly: true });
    ({ handle } = (opened as { value: { handle: string } }).value);
    expect(await call('compliance.assessment')).toEqual(before);
    const looked = await run('compliance.assess', { frameworks: ['gdpr'] });
    expect(looked.recordSeq).toBeNull();
    expect((await call('compliance.assessment')).summary.assessmentId).toBe(looked.assessmentId);
    expect(
      await refusal('compliance.decideException', { exceptionId: 'a'.repeat(12), status: 'open', reason: 'none' }),
    ).toMatch(/^CASE_READ_ONLY/u);
  });
});
