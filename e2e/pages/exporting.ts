/** Exporting what the screen says, and reading what the window tells about the file. */
import type { Page } from '@playwright/test';
import { expect } from '../fixtures/bench.ts';
import { AppWindow } from './app-window.ts';

export interface Exported {
  rows: string;
  sha256: string | null;
}

export async function exportAs(page: Page, format: RegExp, path: string): Promise<Exported> {
  const app = new AppWindow(page);
  await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Export' }).click();
  const dialog = app.dialog(/^Export/u);
  await dialog.getByRole('button', { name: /Format/u }).click();
  await page.getByRole('option', { name: format }).click();
  await dialog.getByRole('textbox', { name: 'File' }).fill(path);
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const done = app.dialog('Exported');
  await expect(done).toBeVisible();
  const fact = (name: string) => done.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) });
  const rows = (await fact('Rows').getByRole('definition').textContent()) ?? '';
  const sha256 = await fact('SHA-256 of the file').getByRole('code').getAttribute('title');
  await expect(fact('Record in the case log')).toContainText('#');
  await page.keyboard.press('Escape');
  await expect(done).toBeHidden();
  return { rows, sha256 };
}
