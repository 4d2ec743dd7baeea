/** A case full of what attackers write: it is shown, copied and exported, and does nothing. */
import { readFileSync } from 'node:fs';
import { describe, expect as plainExpect, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { HOSTILE_TEXTS, hostileFiles } from './fixtures/hostile-events.ts';
import { AppWindow } from './pages/app-window.ts';
import { EventDetail } from './pages/event-detail.ts';
import { exportAs } from './pages/exporting.ts';
import { confirmEvidence, createCase, dropFiles } from './pages/new-case.ts';
import { Workspace } from './pages/workspace.ts';

const NAME = '<img src=x onerror=alert(1)> \u202eesac';

describe.skipIf(!hasBrowser)('hostile evidence', () => {
  const bench = useBench();

  /** Nothing sticks out of the window, whatever the words in it. */
  async function expectLayout(): Promise<void> {
    const size = await bench.page.evaluate(() => ({
      scroll: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
      window: [innerWidth, innerHeight],
    }));
    plainExpect(size.scroll).toEqual(size.window);
  }

  it('is taken in, every record of it, under a case with a hostile name', async () => {
    await createCase(bench.page, { name: NAME, parent: bench.home, passphrase: 'hostile, but only text' });
    await dropFiles(bench.page, hostileFiles());
    plainExpect(await confirmEvidence(bench.page)).toMatch(/^17 events added, 0 /u);
    await expect(bench.page.getByRole('main').getByRole('button', { name: /onerror/u })).toBeVisible();
    await expectLayout();
  });

  it('stands in every view as the text that it is', async () => {
    const app = new AppWindow(bench.page);
    const workspace = new Workspace(bench.page);
    await app.go('Workspace');
    await workspace.expectCount('17');
    await workspace.ask('eventId:hostile-script');
    await workspace.expectCount('1');
    await expect(workspace.cell(workspace.firstRow, 'message')).toHaveText(HOSTILE_TEXTS['script'] ?? '');
    await expect(bench.page.locator('main script, main img[src="x"], main svg[onload]')).toHaveCount(0);
    await expectLayout();
    for (const view of ['Sources', 'Verification', 'Custody', 'Operators', 'Settings', 'Start', 'Workspace'] as const) {
      await app.go(view);
      await expectLayout();
    }
  });

  it('shows characters that hide or turn their neighbours as marks, not as what they do', async () => {
    const workspace = new Workspace(bench.page);
    await workspace.ask('eventId:hostile-bidi');
    await workspace.expectCount('1');
    const cell = workspace.cell(workspace.firstRow, 'message');
    await expect(cell).toContainText('end');
    plainExpect(await cell.textContent()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
    await workspace.ask('eventId:hostile-terminal');
    await workspace.expectCount('1');
    await expect(cell).toContainText('red');
    plainExpect(await cell.textContent()).not.toContain('\u001b');
  });

  it('opens in every tab of the detail, the endless one too, and stays quick', async () => {
    const workspace = new Workspace(bench.page);
    const detail = new EventDetail(bench.page);
    for (const name of ['long', 'handler', 'names', 'lone', 'nul', 'zalgo']) {
      await workspace.ask(`eventId:hostile-${name}`);
      await workspace.expectCount('1');
      await workspace.openFirst('2026-02-03');
      for (const tab of ['Raw', 'Source', 'Proof', 'History', 'Fields'] as const) await detail.show(tab);
      await expectLayout();
    }
    const shownChars = await detail.panel.evaluate((panel) => panel.textContent?.length ?? 0);
    plainExpect(shownChars).toBeLessThan(100_000);
  });

  it('is copied as it was, character for character', async () => {
    const app = new AppWindow(bench.page);
    const workspace = new Workspace(bench.page);
    for (const name of ['bidi', 'script', 'formula']) {
      await workspace.ask(`eventId:hostile-${name}`);
      await workspace.expectCount('1');
      const cell = workspace.cell(workspace.firstRow, 'message');
      await expect(cell).not.toHaveText('');
      await cell.click({ button: 'right' });
      await bench.page.getByRole('menuitem', { name: 'Copy value' }).click();
      await expect.poll(() => app.clipboard()).toBe(HOSTILE_TEXTS[name]);
    }
  });

  it('leaves in a CSV that no spreadsheet takes for a formula, and in JSON Lines as it was', async () => {
    const workspace = new Workspace(bench.page);
    await workspace.ask('type:hostile');
    await workspace.expectCount('15');
    await exportAs(bench.page, /^CSV/u, bench.at('hostile.csv'));
    const csv = readFileSync(bench.at('hostile.csv'), 'utf8');
    plainExpect(csv).not.toMatch(/(?:^|,|\n)"?[=+@]/u);
    plainExpect(csv).toContain('HYPERLINK');
    await exportAs(bench.page, /^JSON Lines/u, bench.at('hostile.jsonl'));
    const messages = readFileSync(bench.at('hostile.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { metadata: { message: string } }).metadata.message);
    plainExpect(messages).toEqual(
      plainExpect.arrayContaining([HOSTILE_TEXTS['bidi'], HOSTILE_TEXTS['formula'], HOSTILE_TEXTS['nul']]),
    );
  });
});
