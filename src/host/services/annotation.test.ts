import { describe, expect, it } from 'vitest';
import type { Reply } from '../../shared/contract/define.ts';
import {
  memoryCase,
  memoryEngine,
  memoryEvent,
  MEMORY_PASSPHRASE,
  type MemoryCase,
} from '../../test/helpers/memory-case.ts';
import { createHost } from '../create-host.ts';

async function opened(state: MemoryCase) {
  const host = createHost({ cases: memoryEngine(state), checkOutput: true });
  const reply = await host.call('case.open', { dir: '/case', passphrase: MEMORY_PASSPHRASE });
  const { handle } = (reply as { value: { handle: string } }).value;
  return (name: string, input: object): Promise<Reply> => host.call(name, { handle, ...input });
}
const codeOf = (reply: Reply): string => (reply.ok ? 'ok' : reply.error.code);

describe('recording an annotation', () => {
  it('puts very scattered events into several records, which are one annotation', async () => {
    const events = Array.from({ length: 45_000 }, (_, i) => memoryEvent(i * 2, 'x'));
    const state = memoryCase({ events });
    const call = await opened(state);
    const added = await call('annotation.add', { act: 'tag', tag: 'far', query: '*' });
    expect(added).toMatchObject({ ok: true, value: { recordSeq: 100, targetCount: 45_000 } });
    expect(state.records.map(({ body }) => [body['act'], body['of'], (body['ranges'] as []).length])).toEqual([
      ['tag', undefined, 20_000],
      ['more', 100, 20_000],
      ['more', 100, 5_000],
    ]);
    expect(await call('annotation.tags', {})).toMatchObject({ value: { tags: [{ tag: 'far', count: 45_000 }] } });
    await call('annotation.undo', { recordSeq: 100 });
    expect(await call('annotation.tags', {})).toMatchObject({ value: { tags: [], annotatedCount: 0 } });
  });

  it('is for leads, analysts and reviewers; whoever may not is written down', async () => {
    const star = { act: 'star', seqs: [3] };
    for (const role of ['lead', 'analyst', 'reviewer'] as const) {
      expect(codeOf(await (await opened(memoryCase({ role })))('annotation.add', star))).toBe('ok');
    }
    const state = memoryCase({ role: 'auditor' });
    const call = await opened(state);
    expect(codeOf(await call('annotation.add', star))).toBe('ROLE_FORBIDDEN');
    expect(state.records[0]?.body).toMatchObject({ act: 'denied', operation: 'annotation.add', role: 'auditor' });
    expect(codeOf(await call('annotation.list', { seqs: [3] }))).toBe('ok');
  });

  it('says so where the case can not remember it', async () => {
    const call = await opened(memoryCase({ readOnlyReason: 'the medium' }));
    expect(codeOf(await call('annotation.add', { act: 'star', seqs: [3] }))).toBe('CASE_READ_ONLY');
  });

  it('takes the same word typed in two Unicode forms for one tag', async () => {
    const call = await opened(memoryCase());
    await call('annotation.add', { act: 'tag', tag: 'caf\u00e9', seqs: [3] });
    await call('annotation.add', { act: 'tag', tag: 'cafe\u0301', seqs: [5] });
    expect(await call('annotation.tags', {})).toMatchObject({ value: { tags: [{ tag: 'café', count: 2 }] } });
  });
});
