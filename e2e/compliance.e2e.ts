/** A compliance officer hands in a table, assesses the case, follows a requirement to an event, and accepts an exception. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect as plainExpect, it } from 'vitest';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';

const keepsPictures = import.meta.env.MODE === 'screens';
const folder = fileURLToPath(new URL('../resources/docs/screens/', import.meta.url));
const ASSESS_MS = 240_000;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const THEMES = ['light', 'dark', 'hc-light', 'hc-dark'] as const;

describe.skipIf(!hasBrowser)('compliance', () => {
  const bench = useBench({ sample: true });
  const main = () => new AppWindow(bench.page).main;

  async function picture(name: string): Promise<void> {
    if (!keepsPictures) return;
    mkdirSync(folder, { recursive: true });
    for (const theme of ['light', 'dark']) {
      await bench.page.evaluate((shown) => (document.documentElement.dataset['theme'] = shown), theme);
      await bench.page.screenshot({ path: `${folder}${name}-${theme}.png`, animations: 'disabled' });
    }
  }

  async function violations(): Promise<string[]> {
    const found: string[] = [];
    for (const theme of THEMES) {
      await bench.page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
      const { violations: each } = await new AxeBuilder({ page: bench.page }).withTags(RULES).analyze();
      found.push(
        ...each.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
      );
    }
    return found;
  }

  it('takes a table in, and names the row that does not hold', async () => {
    await new AppWindow(bench.page).go('Compliance');
    await expect(main().getByText('This case was not assessed yet')).toBeVisible();
    await main().getByRole('tab', { name: 'Tables' }).click();
    await main().getByRole('button', { name: 'Take in: Users and leavers' }).click();
    const dialog = new AppWindow(bench.page).dialog('Take in: Users and leavers');
    const choosing = bench.page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Choose a file' }).click();
    const text = 'login,kind,leave date\nadmin,shared,\nsvc-backup,service,31/12/2025\n';
    await (await choosing).setFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await expect(dialog.getByText('1 rows hold, 1 do not')).toBeVisible();
    await expect(dialog.getByText(/Line 3, leave date: "31\/12\/2025" is not a time/u)).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Take in', exact: true })).toBeDisabled();
    await dialog.getByText('Take the rows that hold, though others do not').click();
    await dialog.getByRole('button', { name: 'Take in', exact: true }).click();
    await expect(dialog).toBeHidden();
    const row = main().getByRole('row').filter({ hasText: 'Users and leavers' });
    await expect(row).toContainText('staff.csv');
  });

  it('assesses the case, and says of each framework what was shown and what limits it', async () => {
    await main().getByRole('button', { name: 'Assess', exact: true }).click();
    await main().getByRole('tab', { name: 'Frameworks' }).click();
    const tile = main().getByRole('button', { name: /^PCI DSS/u });
    await expect(tile).toBeVisible({ timeout: ASSESS_MS });
    await expect(tile).toContainText(/Insufficient evidence|Demonstrated/u);
    await expect(tile).toContainText('limited by');
    await expect(tile).toContainText('51 of 250');
    await expect(main().getByRole('button', { name: 'Assess again' })).toBeEnabled({ timeout: ASSESS_MS });
    await picture('compliance');
    plainExpect(await violations()).toEqual([]);
  });

  it('leads from a requirement by the keyboard to the event behind its exception', async () => {
    await main()
      .getByRole('button', { name: /^PCI DSS/u })
      .click();
    const list = main().getByRole('listbox', { name: 'Requirements of PCI DSS' });
    const failed = list.getByRole('option').filter({ hasText: '10.3.2' });
    await failed.focus();
    await bench.page.keyboard.press('Enter');
    const detail = main().getByRole('region', { name: /^10\.3\.2/u });
    await expect(detail).toBeVisible();
    const check = detail.getByRole('region', { name: /not cleared, deleted or truncated/u });
    await check
      .getByRole('button', { name: /^Event/u })
      .first()
      .click();
    await expect(
      main()
        .getByText(/log_cleared/u)
        .first(),
    ).toBeVisible();
    await picture('compliance-requirement');
    plainExpect(await violations()).toEqual([]);
  });

  it('accepts an exception until a day, signed, and the score stays', async () => {
    await main().getByRole('tab', { name: 'Exceptions' }).click();
    await main()
      .getByRole('button', { name: /^Decide on exception/u })
      .first()
      .click();
    const dialog = new AppWindow(bench.page).dialog(/^Decide on exception/u);
    await dialog.getByRole('textbox', { name: 'Who bears the risk' }).fill('Head of IT');
    await dialog.getByRole('textbox', { name: /^Accepted until/u }).fill('2099-12-31');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('known, and mended next quarter');
    plainExpect(await violations()).toEqual([]);
    await dialog.getByRole('button', { name: 'Sign and record' }).click();
    await expect(dialog).toBeHidden();
    await expect(main().getByText('accepted until 2099-12-31 by Head of IT').first()).toBeVisible();
    await picture('compliance-exceptions');
  });

  it('shows which source spoke on which day, and every run', async () => {
    await main().getByRole('tab', { name: 'Evidence' }).click();
    await expect(main().getByText('not in the inventory').first()).toBeVisible();
    await picture('compliance-evidence');
    plainExpect(await violations()).toEqual([]);
    await main().getByRole('tab', { name: 'Runs' }).click();
    await expect(main().getByText('shown', { exact: true })).toBeVisible();
    plainExpect(await violations()).toEqual([]);
  });
});
