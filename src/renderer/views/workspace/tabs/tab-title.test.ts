import { describe, expect, it } from 'vitest';
import { EMPTY_VIEW } from '../../../stores/workspace.store.ts';
import { tabTitle } from './tab-title.ts';

const at = (time: string): number => Date.parse(time) * 1000;

describe('the title of a tab', () => {
  it('is the question in short', () => {
    expect(tabTitle('', EMPTY_VIEW)).toBe('All events');
    expect(tabTitle('', { ...EMPTY_VIEW, query: '  type:user_login ' })).toBe('type:user_login');
    expect(
      tabTitle('', {
        ...EMPTY_VIEW,
        filters: [
          { field: 'host', value: 'DC01', mode: 'include' },
          { field: 'user', value: 'svc-backup', mode: 'exclude' },
        ],
      }),
    ).toBe('host: DC01 · not user: svc-backup');
  });

  it('says the day of a scope once where it is one, and both where they are two', () => {
    const scope = { fromUs: at('2025-03-13T02:00:00Z'), toUs: at('2025-03-13T04:30:00Z') };
    expect(tabTitle('', { ...EMPTY_VIEW, scope })).toBe('2025-03-13 02:00–04:30');
    const later = { ...scope, toUs: at('2025-03-14T00:00:00Z') };
    expect(tabTitle('', { ...EMPTY_VIEW, scope: later })).toBe('2025-03-13 02:00–2025-03-14 00:00');
  });

  it('counts what there is no room for', () => {
    const filters = ['a', 'b', 'c'].map((value) => ({ field: 'host', value, mode: 'include' as const }));
    expect(tabTitle('', { ...EMPTY_VIEW, query: 'failed', filters })).toBe('failed · host: a · +2');
  });

  it('is the name that was given, if there is one', () => {
    expect(tabTitle(' failed logons ', { ...EMPTY_VIEW, query: 'x' })).toBe('failed logons');
    expect(tabTitle('   ', { ...EMPTY_VIEW, query: 'x' })).toBe('x');
  });

  it('shows what would hide or turn round, and is never long', () => {
    const value = `\u202egnp.exe\u0000\u200b${'A'.repeat(10_000)}`;
    const filters = [{ field: 'file', value, mode: 'include' as const }];
    for (const title of [tabTitle('', { ...EMPTY_VIEW, filters }), tabTitle(value, EMPTY_VIEW)]) {
      expect(title).toContain('\\u{202e}gnp.exe\\u{0000}\\u{200b}');
      expect(['\u202e', '\u0000', '\u200b'].filter((hidden) => title.includes(hidden))).toEqual([]);
      expect(title.length).toBeLessThan(150);
      expect(title.endsWith('…')).toBe(true);
    }
  });
});
