/** The main journeys without a mouse. */
import { describe, expect as plainExpect, it } from 'vitest';
import { CASE_NAME, expect, hasBrowser, PASSPHRASE, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { EventDetail } from './pages/event-detail.ts';
import { Workspace } from './pages/workspace.ts';

describe.skipIf(!hasBrowser)('by the keyboard alone', () => {
  const bench = useBench({ sample: true });
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await bench.page.keyboard.press(key);
  };

  it('a question is asked, its rows walked, an event opened, and the way back found', async () => {
    const workspace = new Workspace(bench.page);
    const detail = new EventDetail(bench.page);
    await press('/');
    await expect(workspace.query).toBeFocused();
    await bench.page.keyboard.insertText('severity:high');
    await press('Shift+Enter');
    await workspace.expectCount('2');
    await press('Escape', 'g', 'r');
    await expect(workspace.grid.locator('[role=gridcell]:focus')).toBeVisible();
    await press('Enter');
    const first = await detail.seq();
    await press('j');
    await expect.poll(() => detail.seq()).not.toBe(first);
    await press('k');
    await expect.poll(() => detail.seq()).toBe(first);
    await press('d');
    await expect(detail.panel).toBeHidden();
  });

  it('keys pressed before the window has caught up are not lost', async () => {
    const workspace = new Workspace(bench.page);
    const detail = new EventDetail(bench.page);
    await bench.slowDown(4);
    for (let round = 0; round < 3; round += 1) {
      await workspace.ask('');
      await workspace.ask('severity:high');
      await workspace.expectCount('2');
      await press('Escape', 'g', 'r', 'Enter');
      const first = await detail.seq();
      await press('j');
      await expect.poll(() => detail.seq()).not.toBe(first);
      await press('d');
      await expect(detail.panel).toBeHidden();
      await press('k');
    }
    await bench.slowDown(1);
  });

  it('an event is selected, starred and tagged, its menu opened and left', async () => {
    const workspace = new Workspace(bench.page);
    await press('g', 'r', 'x', 'f', '3');
    await expect(workspace.grid.getByLabel(/^Tags: .*benign/u).first()).toBeVisible();
    await press('Shift+F10');
    await expect(bench.page.getByRole('menu')).toBeVisible();
    await press('Escape');
    await expect(bench.page.getByRole('menu')).toBeHidden();
    await press('Shift+x');
    await expect(bench.page.getByText('1 selected')).toHaveCount(0);
  });

  it('views are gone to by two keys, and by the palette', async () => {
    const app = new AppWindow(bench.page);
    await press('g', 's');
    await expect(bench.page.getByRole('main', { name: 'Sources' })).toBeVisible();
    await press('Control+k');
    await bench.page.keyboard.insertText('go to operators');
    await press('Enter');
    await expect(bench.page.getByRole('main', { name: 'Operators' })).toBeVisible();
    await press('?');
    await expect(app.dialog('Keyboard shortcuts')).toBeVisible();
    await press('Escape');
    await expect(app.dialog('Keyboard shortcuts')).toBeHidden();
  });

  it('every control of the window is reached by Tab, each once, with its focus to be seen', async () => {
    await press('g', 'w');
    const grid = bench.page.getByRole('grid', { name: 'Events' });
    await expect(grid.getByRole('time')).toHaveCount(2);
    await expect(grid.locator('[role=gridcell]:focus')).toBeVisible();
    const seen = new Set<string>();
    const unseen: string[] = [];
    // It begins where the cursor was left, so it comes to the end of the page once before it has been round.
    let ends = 0;
    for (let step = 0; step < 120; step++) {
      await press('Tab');
      const now = await bench.page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return undefined;
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        // The edge between panes is thin: what is drawn over it marks it.
        const over = getComputedStyle(element, '::after').backgroundColor;
        const isMarked =
          style.outlineStyle !== 'none' ||
          style.boxShadow !== 'none' ||
          (element.matches('[role=separator]') && over !== 'rgba(0, 0, 0, 0)');
        const within = element.closest(':focus-within');
        return {
          name: `${element.getAttribute('role') ?? element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)} ${Math.round(box.x)},${Math.round(box.y)}`,
          isMarked: isMarked || (within !== null && element.matches('.cm-content, [role=gridcell], .ag-cell, input')),
          isOnScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        };
      });
      if (now === undefined) {
        if (ends++ > 0) break;
        continue;
      }
      if (seen.has(now.name)) break;
      seen.add(now.name);
      if (!now.isMarked || !now.isOnScreen) unseen.push(now.name);
    }
    plainExpect(seen.size).toBeGreaterThan(30);
    plainExpect(unseen).toEqual([]);
  });

  it('the case is closed and opened again', async () => {
    await press('Control+k');
    await bench.page.keyboard.insertText('lock and close');
    await press('Enter');
    await expect(bench.page.getByRole('main', { name: 'Start' })).toBeVisible();
    const recent = bench.page
      .getByRole('main')
      .getByRole('listitem')
      .getByRole('button', { name: new RegExp(`^${CASE_NAME}`, 'u') })
      .first();
    await recent.focus();
    await press('Enter');
    await expect(bench.page.getByLabel('Passphrase', { exact: true })).toBeFocused();
    await bench.page.keyboard.insertText(PASSPHRASE);
    await press('Enter');
    await new Workspace(bench.page).expectCount('47,886');
  });
});
