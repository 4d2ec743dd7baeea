import { describe, expect, it } from 'vitest';
import type { Reply } from '../../shared/contract/define.ts';
import { DEFAULT_QUICK_TAGS } from '../../shared/quick-tags.ts';
import { memoryCase, memoryEngine, MEMORY_PASSPHRASE, type MemoryCase } from '../../test/helpers/memory-case.ts';
import { createHost } from '../create-host.ts';

async function opened(state: MemoryCase) {
  const host = createHost({ cases: memoryEngine(state), checkOutput: true });
  const reply = await host.call('case.open', { dir: '/case', passphrase: MEMORY_PASSPHRASE });
  const { handle } = (reply as { value: { handle: string } }).value;
  return (name: string, input: object): Promise<Reply> => host.call(name, { handle, ...input });
}
const codeOf = (reply: Reply): string => (reply.ok ? 'ok' : reply.error.code);
const TAGS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];

describe('the settings of a case', () => {
  it('are the defaults until somebody sets them, and then what was set last, one by one', async () => {
    const state = memoryCase();
    const call = await opened(state);
    expect(await call('case.settings', {})).toMatchObject({ value: { timeZone: null, quickTags: DEFAULT_QUICK_TAGS } });
    await call('case.changeSettings', { timeZone: 'Asia/Tokyo' });
    await call('case.changeSettings', { quickTags: TAGS });
    await call('view.save', { name: 'Logins', state: {} });
    expect(await call('case.settings', {})).toMatchObject({ value: { timeZone: 'Asia/Tokyo', quickTags: TAGS } });
    expect(await call('case.changeSettings', { timeZone: null })).toMatchObject({
      value: { timeZone: null, quickTags: TAGS },
    });
    expect(state.records.map(({ kind, body }) => [kind, body['act'], body['timeZone']])).toEqual([
      ['setting', 'case-settings-changed', 'Asia/Tokyo'],
      ['setting', 'case-settings-changed', undefined],
      ['setting', 'view-saved', undefined],
      ['setting', 'case-settings-changed', null],
    ]);
  });

  it('take no zone that does not exist, and nine different tags that are tags', async () => {
    const state = memoryCase();
    const call = await opened(state);
    for (const changes of [
      {},
      { timeZone: 'Mars/Base' },
      { quickTags: TAGS.slice(1) },
      { quickTags: TAGS.with(8, 'a') },
      { quickTags: TAGS.with(3, ' d') },
      { quickTags: TAGS.with(3, 'd\u202e') },
    ]) {
      expect(codeOf(await call('case.changeSettings', changes))).toBe('CONTRACT_BAD_INPUT');
    }
    expect(state.records).toEqual([]);
  });

  it('are for leads and analysts to change, and for everybody to see', async () => {
    for (const role of ['lead', 'analyst', 'reviewer', 'auditor'] as const) {
      const call = await opened(memoryCase({ role }));
      const isAllowed = role === 'lead' || role === 'analyst';
      expect(codeOf(await call('case.changeSettings', { timeZone: 'UTC' }))).toBe(isAllowed ? 'ok' : 'ROLE_FORBIDDEN');
      expect(codeOf(await call('case.settings', {}))).toBe('ok');
    }
  });

  it('pass over a record that holds something else', async () => {
    const body = { act: 'case-settings-changed', timeZone: 'Mars/Base', quickTags: ['x', 2] };
    const state = memoryCase();
    state.records.push({ seq: 50, kind: 'setting', at: '2026-01-02T00:00:00Z', body });
    const call = await opened(state);
    expect(await call('case.settings', {})).toMatchObject({ value: { timeZone: null, quickTags: DEFAULT_QUICK_TAGS } });
  });
});
