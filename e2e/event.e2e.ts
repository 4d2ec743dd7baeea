/** A person goes to any event of the case, sees its bytes, and has the program prove that it follows from them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect as plainExpect, inject, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { EventDetail } from './pages/event-detail.ts';
import { Workspace } from './pages/workspace.ts';

describe.skipIf(!hasBrowser)('an event', () => {
  const bench = useBench({ sample: true });

  it('is reached anywhere in the result: the middle, the end, in either order', async () => {
    const workspace = new Workspace(bench.page);
    await expect(workspace.grid).toHaveAttribute('aria-rowcount', '47887');
    await workspace.scrollTo(0.5);
    await expect(workspace.rowAt(23_950)).toContainText('2025-03-12');
    await workspace.scrollTo(1);
    await expect(workspace.rowAt(47_885)).toContainText('2025-03-11 00:01:01');
    await bench.page.getByRole('button', { name: 'Newest first' }).click();
    await expect(workspace.rowAt(0)).toContainText('2025-03-11 00:01:01');
  });

  it('shows its fields, and a menu of what can be done with each', async () => {
    const workspace = new Workspace(bench.page);
    const detail = new EventDetail(bench.page);
    await workspace.ask('phpmyadmin');
    await workspace.openFirst('phpmyadmin');
    const fields = await detail.show('Fields');
    await expect(fields.getByText('http_request')).toBeVisible();
    await fields
      .getByRole('button', { name: /^What to do with/u })
      .first()
      .click();
    await expect(bench.page.getByRole('menu')).toBeVisible();
    await bench.page.keyboard.press('Escape');
    await expect(bench.page.getByRole('menu')).toBeHidden();
  });

  it('shows its time in UTC, on the clock of the case and on that of the source, each to be copied', async () => {
    const app = new AppWindow(bench.page);
    const workspace = new Workspace(bench.page);
    const detail = new EventDetail(bench.page);
    await app.go('Settings');
    const zone = app.main
      .getByRole('region', { name: 'This case' })
      .getByRole('combobox', { name: 'Zone of the case' });
    await zone.fill('Asia/Tokyo');
    await bench.page.getByRole('option', { name: 'Asia/Tokyo' }).click();
    await app.go('Workspace');
    await workspace.ask('phpmyadmin');
    await workspace.openFirst('phpmyadmin');
    const when = (label: string) =>
      detail.panel.locator('dl > div').filter({ has: bench.page.getByText(label, { exact: true }) });
    const utc = (await when('UTC').getByRole('definition').first().textContent())?.trim() ?? '';
    const inTokyo = new Date(Date.parse(`${utc.replace(' ', 'T')}Z`) + 9 * 3_600_000).toISOString();
    await expect(when('Case, Asia/Tokyo')).toContainText(`${inTokyo.slice(0, 19).replace('T', ' ')} +09:00`);
    await expect(when('Source zone')).toContainText(/\d\d:\d\d:\d\d/u);
    await when('Case, Asia/Tokyo').getByRole('button', { name: /^Copy/u }).click();
    await expect.poll(() => app.clipboard()).toBe(`${inTokyo.slice(0, 19).replace('T', ' ')} +09:00`);

    await bench.page
      .getByRole('banner')
      .getByRole('button', { name: /^Zone of times/u })
      .click();
    await app.menu.getByRole('menuitem', { name: 'Asia/Tokyo, this case' }).click();
    await expect(workspace.cell(workspace.firstRow, 'timestamp')).toContainText(inTokyo.slice(11, 19));
    await expect(workspace.time.getByText(/ – .* Asia\/Tokyo/u).first()).toBeVisible();
    await bench.page
      .getByRole('banner')
      .getByRole('button', { name: /^Zone of times/u })
      .click();
    await app.menu.getByRole('menuitem', { name: 'UTC', exact: true }).click();
  });

  it('shows its bytes as they stand in the log file', async () => {
    const detail = new EventDetail(bench.page);
    const raw = await detail.show('Raw');
    const shown = raw.getByRole('region', { name: 'Raw text of the event' });
    await expect(shown).toContainText('phpmyadmin');
    const text = (await shown.textContent()) ?? '';
    const log = readFileSync(join(inject('sampleDir'), 'evidence/portal/access.log'), 'utf8')
      .trimEnd()
      .split('\n');
    // Its neighbours stand around it.
    plainExpect(log.filter((line) => line.includes('phpmyadmin') && text.includes(line)).length).toBeGreaterThan(0);
    await expect(raw.getByText('The bytes have the hash that was recorded')).toBeVisible();
    await raw.getByRole('button', { name: /Show as/u }).click();
    await bench.page.getByRole('option', { name: 'Hex' }).click();
    await expect(raw.getByRole('region', { name: /^Bytes:/u })).toBeVisible();
  });

  it('comes out the same when its source is read again', async () => {
    const source = await new EventDetail(bench.page).show('Source');
    await source.getByRole('button', { name: 'Re-derive from raw' }).click();
    await expect(source.getByText('The same event came out')).toBeVisible();
    await expect(source.getByText('The record made from what was derived is the one that was sealed')).toBeVisible();
  });

  it('is proved by the log, step by step, on this machine', async () => {
    const proof = await new EventDetail(bench.page).show('Proof');
    await proof.getByRole('button', { name: 'Verify here' }).click();
    await expect(proof.getByText('The proof holds')).toBeVisible();
    const roots = proof.getByRole('term').filter({ hasText: /^Root (?:computed|that was signed)$/u });
    await expect(roots).toHaveCount(2);
    const [computed, signed] = await Promise.all(
      ['Root computed', 'Root that was signed'].map((name) =>
        proof.locator('dl > div').filter({ hasText: name }).getByRole('code').getAttribute('title'),
      ),
    );
    plainExpect(computed).toMatch(/^(?:sha256:)?[0-9a-f]{64}$/u);
    plainExpect(signed).toBe(computed);
  });

  it('has a history that begins empty', async () => {
    const history = await new EventDetail(bench.page).show('History');
    await expect(history.getByText('Nothing was said about this event yet.')).toBeVisible();
  });
});
