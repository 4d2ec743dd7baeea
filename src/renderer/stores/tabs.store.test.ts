import { beforeEach, describe, expect, it } from 'vitest';
import { contentsOfTab, followTab, MAX_TABS, tabsNow } from './tabs.store.ts';
import { EMPTY_CONTENTS, type TabContents, workspaceNow } from './workspace.store.ts';

const asking = (query: string, more: Partial<TabContents> = {}): TabContents => ({
  ...EMPTY_CONTENTS,
  query,
  typed: query,
  ...more,
});
const queries = (): string[] => tabsNow().tabs.map(({ id }) => contentsOfTab(id)?.query ?? '?');

describe('tabs', () => {
  beforeEach(() => tabsNow().reset());

  it('keep all that was done in them while another is worked in', () => {
    const first = tabsNow().activeId;
    const now = workspaceNow();
    now.setQuery('severity:high');
    now.zoomTo({ fromUs: 1, toUs: 2 });
    now.zoomTo({ fromUs: 1, toUs: 3 });
    now.focus(17);
    now.toggleSelected(18);
    now.setDetailOpen(true);
    now.setTyped('severity:high and');
    const before = { ...contentsOfTab(first) };
    tabsNow().open(asking('type:user_login'));
    expect(workspaceNow()).toMatchObject({
      query: 'type:user_login',
      zoom: null,
      focusedSeq: null,
      isDetailOpen: false,
    });
    tabsNow().update(first, { place: { topRow: 40, cursorRow: 42, column: 'host' } });
    tabsNow().switchTo(first);
    expect({ ...workspaceNow() }).toEqual({ ...before, place: { topRow: 40, cursorRow: 42, column: 'host' } });
  });

  it('open right of the one that is worked in, as many as may be', () => {
    workspaceNow().setQuery('a');
    const first = tabsNow().activeId;
    tabsNow().open(asking('c'));
    tabsNow().switchTo(first);
    tabsNow().open(asking('b'));
    expect(queries()).toEqual(['a', 'b', 'c']);
    while (tabsNow().tabs.length < MAX_TABS) expect(tabsNow().open(asking('more'))).toBe(true);
    const before = tabsNow();
    expect(tabsNow().open(asking('too many'))).toBe(false);
    expect(tabsNow()).toBe(before);
  });

  it('hand over to their neighbour when they are closed, and come back where they were', () => {
    workspaceNow().setQuery('a');
    tabsNow().open(asking('b'));
    tabsNow().open(asking('c'));
    const [first, second, third] = tabsNow().tabs.map(({ id }) => id);
    tabsNow().switchTo(second ?? 0);
    workspaceNow().focus(5);
    tabsNow().close(second ?? 0);
    expect([queries(), tabsNow().activeId]).toEqual([['a', 'c'], third]);
    tabsNow().update(second ?? 0, { place: { topRow: 9, cursorRow: null, column: null } });
    tabsNow().close(third ?? 0);
    expect([queries(), tabsNow().activeId]).toEqual([['a'], first]);
    tabsNow().close(first ?? 0);
    expect(queries()).toEqual(['a']);
    expect([tabsNow().reopen(), tabsNow().reopen(), tabsNow().reopen()]).toEqual([true, true, false]);
    expect(queries()).toEqual(['a', 'b', 'c']);
    expect(workspaceNow()).toMatchObject({ query: 'b', focusedSeq: 5, place: { topRow: 9 } });
  });

  it('stand in the order they are put into', () => {
    workspaceNow().setQuery('a');
    tabsNow().open(asking('b'));
    tabsNow().open(asking('c'));
    const last = tabsNow().activeId;
    tabsNow().move(last, 0);
    expect(queries()).toEqual(['c', 'a', 'b']);
    tabsNow().move(last, -1);
    tabsNow().move(last, 99);
    expect([queries(), tabsNow().activeId]).toEqual([['a', 'b', 'c'], last]);
  });

  it('are shown two at a time, the query line with the one that is worked in', () => {
    workspaceNow().setQuery('a');
    const first = tabsNow().activeId;
    tabsNow().open(asking('b'));
    const second = tabsNow().activeId;
    tabsNow().open(asking('c'));
    const third = tabsNow().activeId;
    tabsNow().split(first);
    expect(tabsNow().halves).toEqual([third, first]);
    workspaceNow().setDetailOpen(true);
    tabsNow().switchTo(first);
    // One detail for both.
    expect(workspaceNow().isDetailOpen).toBe(true);
    expect([tabsNow().halves, workspaceNow().query]).toEqual([[third, first], 'a']);
    // A third takes the place of the one that was worked in.
    tabsNow().switchTo(second);
    expect([tabsNow().halves, workspaceNow().query]).toEqual([[third, second], 'b']);
    tabsNow().setTimeLocked(true);
    tabsNow().close(first);
    expect([tabsNow().halves, tabsNow().isTimeLocked]).toEqual([[third, second], true]);
    tabsNow().close(second);
    expect([tabsNow().halves, tabsNow().isTimeLocked, workspaceNow().query]).toEqual([null, false, 'c']);
    tabsNow().split(third);
    expect(tabsNow().halves).toBeNull();
  });

  it('are followed whether they are worked in or lie by', () => {
    const first = tabsNow().activeId;
    const seen: (number | null)[] = [];
    const stop = followTab(first, ({ focusedSeq }) => seen.push(focusedSeq));
    workspaceNow().focus(1);
    tabsNow().open(asking('b'));
    workspaceNow().focus(2);
    tabsNow().update(first, { focusedSeq: 3 });
    stop();
    tabsNow().update(first, { focusedSeq: 4 });
    expect(new Set(seen)).toEqual(new Set([1, 3]));
    expect(seen.at(-1)).toBe(3);
  });

  it('are forgotten with all they hold, and what comes late for one finds none', () => {
    const first = tabsNow().activeId;
    workspaceNow().setQuery('user:svc-backup');
    tabsNow().open(asking('b'));
    tabsNow().close(tabsNow().activeId);
    tabsNow().rename(first, 'backup');
    tabsNow().reset();
    tabsNow().update(first, { query: 'late' });
    expect(JSON.stringify([tabsNow().tabs, tabsNow().closed])).not.toMatch(/svc-backup|backup|late/u);
    expect(queries()).toEqual(['']);
    expect(workspaceNow().query).toBe('');
    expect(tabsNow().reopen()).toBe(false);
  });
});
