/** Making a case and adding evidence, as a person does. */
import type { Page } from '@playwright/test';
import { expect } from '../fixtures/bench.ts';
import { AppWindow } from './app-window.ts';

export interface NewCase {
  name: string;
  /** Where the folder of the case is made. */
  parent: string;
  passphrase: string;
}

/** Fills in the form and gives the fingerprint that is shown. */
export async function createCase(page: Page, { name, parent, passphrase }: NewCase): Promise<string> {
  const app = new AppWindow(page);
  await page.getByRole('main').getByRole('button', { name: 'Create a case' }).click();
  const form = app.dialog('Create a case');
  await form.getByRole('textbox', { name: 'Name of the case' }).fill(name);
  await form.getByRole('textbox', { name: 'Folder for it' }).fill(parent);
  await form.getByRole('textbox', { name: 'Your full name' }).fill('Ada Lovelace');
  await form.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await form.getByLabel('Passphrase again').fill(passphrase);
  await form.getByRole('button', { name: 'Create', exact: true }).click();
  const done = app.dialog('Write this down, outside the case');
  // Deriving a key from a passphrase takes its time on purpose.
  await expect(done).toBeVisible({ timeout: 60_000 });
  const fingerprint = (await done.getByRole('region', { name: 'Fingerprint of the case' }).textContent()) ?? '';
  await done.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByRole('main', { name: 'Sources' })).toBeVisible();
  return fingerprint.trim();
}

export interface TestFile {
  name: string;
  bytes: Uint8Array;
}

/** Drops files on the window: a real DataTransfer with real File objects. */
export async function dropFiles(page: Page, files: readonly TestFile[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (given) => {
      const data = new DataTransfer();
      for (const { name, base64 } of given) {
        data.items.add(new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], name));
      }
      return data;
    },
    files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
  );
  const target = page.getByRole('main');
  await target.dispatchEvent('dragenter', { dataTransfer: transfer });
  await expect(page.getByText('Release to add as evidence')).toBeVisible();
  await target.dispatchEvent('dragover', { dataTransfer: transfer });
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}

/** Confirms the options that were offered and waits until the ingest is done. */
export async function confirmEvidence(page: Page): Promise<string> {
  const options = new AppWindow(page).dialog('Add evidence');
  await options.getByRole('button', { name: 'Add to the case' }).click();
  const said = page.getByRole('region', { name: 'Messages' }).getByText(/events added/u);
  await expect(said).toBeVisible({ timeout: 90_000 });
  const words = (await said.textContent()) ?? '';
  // Put away, so that the next ingest's message is not taken for this one's.
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Close' }).first().click();
  await expect(said).toBeHidden();
  return words;
}
