/** Opening a case that was open before. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../fixtures/bench.ts';

/** Chooses it from the recent cases; gives the dialog that asks for the passphrase. */
export async function unlockRecent(page: Page, name: RegExp): Promise<Locator> {
  const start = page.getByRole('main', { name: 'Start' });
  await start.getByRole('listitem').getByRole('button', { name }).first().click();
  const dialog = page.getByRole('dialog', { name: /^Unlock/u });
  await expect(dialog.getByLabel('Passphrase', { exact: true })).toBeFocused();
  return dialog;
}
