/** Custody in the window: acts are signed by those who must, what does not fit is refused before it is signed, gaps never arise. */
import { describe, expect as plainExpect, it } from 'vitest';
import { expectAccessible } from './fixtures/axe.ts';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { CustodyPage } from './pages/custody.ts';

const OLGA = { operatorId: 'olga', name: 'Olga Court', role: 'auditor', passphrase: 'a passphrase of her own' };
const PHONE = 'ab'.repeat(32);

describe.skipIf(!hasBrowser)('custody acts in the window', () => {
  const bench = useBench({ sample: true, second: OLGA });

  it('says before it is signed what an act needs, and refuses what the ledger would refuse', async () => {
    const custody = new CustodyPage(bench.page);
    await custody.app.go('Custody');
    await custody.begin();
    await expect(custody.needs).toContainText('What is still missing above is marked there.');
    await custody.tick(/E-001/u);
    await expect(custody.needs).toContainText('It fits what is on record.');
    await expect(custody.needs).toContainText('Nobody else has to sign.');
    await expectAccessible(bench.page);
    await custody.act('Copy');
    await expect(custody.needs).toContainText('Nobody is on record as having received it');
    await expect(custody.dialog.getByRole('button', { name: 'Sign and record' })).toBeDisabled();
    await custody.act('Acquire');
    await custody.dialog.getByLabel('Where', { exact: true }).fill('Server room 2');
    await custody.dialog.getByLabel('When').fill('2026-01-05 10:15 +01:00');
    await expect(custody.needs).toContainText('It fits what is on record.');
    await custody.sign();
    await expect(custody.done).toContainText('Acquired: 1 item');
    await expect(custody.done).toContainText('Lead (lead)');
    await expectAccessible(bench.page);
    await custody.done.getByRole('button', { name: 'Show in the ledger' }).click();
    const record = custody.app.main.getByRole('article', { name: /^Record/u });
    await expect(record).toContainText('signed by Lead (lead)');
    await expect(record).toContainText('place: Server room 2');
  });

  it('transfers an item with two signatures, and none with a wrong passphrase', async () => {
    const custody = new CustodyPage(bench.page);
    await custody.begin();
    await custody.act('Transfer');
    await custody.tick(/E-001/u);
    await custody.choose(/To$/u, 'Olga Court (olga)');
    await expect(custody.needs).toContainText('Olga Court (olga) must sign too');
    const passphrase = custody.needs.getByLabel('Passphrase of Olga Court (olga)');
    await passphrase.fill('not her passphrase');
    await custody.dialog.getByRole('button', { name: 'Sign and record' }).click();
    await expect(custody.dialog.getByText('VAULT_KEY_WRONG')).toBeVisible();
    await passphrase.fill(OLGA.passphrase);
    await expectAccessible(bench.page);
    await custody.sign();
    await expect(custody.done).toContainText('Lead (lead), Olga Court (olga)');
    await custody.done.getByRole('button', { name: 'Close' }).last().click();
    const ledger = custody.app.main.getByRole('listbox', { name: 'Ledger' });
    await expect(ledger.getByRole('option').filter({ hasText: '2 signatures' })).toHaveCount(1);
    await expect(ledger.getByRole('option').filter({ hasText: /wrong passphrase was given for olga/u })).toHaveCount(1);
  });

  it('keeps an item on hold from being released, and shows the hold with the chain of holders', async () => {
    const custody = new CustodyPage(bench.page);
    const { app } = custody;
    await app.main.getByRole('tab', { name: /^Items/u }).click();
    const chain = app.main.getByRole('region', { name: 'Who held it' });
    await expect(chain).toContainText('Now held by Olga Court (olga)');
    await expect(chain.getByRole('listitem')).toHaveCount(2);
    await chain.getByRole('button', { name: 'Record an act…' }).click();
    await custody.act('Hold');
    await expect(custody.needs).toContainText('It fits what is on record.');
    await custody.sign();
    await custody.done.getByRole('button', { name: 'Record another' }).click();
    await custody.act('Release');
    await custody.choose(/To$/u, 'Somebody outside this case…');
    await custody.dialog.getByLabel('To: Name, and where from').fill('District court');
    await expect(custody.needs).toContainText('It is on hold, and no unhold is on record');
    await expect(custody.dialog.getByRole('button', { name: 'Sign and record' })).toBeDisabled();
    await bench.page.keyboard.press('Escape');
    await app.main.getByRole('tab', { name: /^Items/u }).click();
    await expect(chain.getByText('On hold').first()).toBeVisible();
    await expectAccessible(bench.page);
  });

  it('shows the envelope of an act, to be copied to the last byte', async () => {
    const { app } = new CustodyPage(bench.page);
    await app.main
      .getByRole('button', { name: /^Envelope of record/u })
      .nth(1)
      .click();
    const dialog = app.dialog(/^Signed act in record/u);
    await expect(dialog).toContainText('Every signature is of an operator in office at that record');
    await expect(dialog).toContainText('Lead (lead), Olga Court (olga)');
    await dialog.getByRole('button', { name: 'Copy Envelope (DSSE)' }).click();
    const envelope = JSON.parse(await app.clipboard()) as { payload: string; signatures: object[] };
    plainExpect(envelope.signatures.length).toBe(2);
    const act = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as object;
    plainExpect(act).toMatchObject({ act: 'transfer', operatorId: 'lead', to: { operatorId: 'olga' } });
    await expectAccessible(bench.page);
    await bench.page.keyboard.press('Escape');
  });

  it('takes in an item by its hash, by the keyboard alone', async () => {
    const custody = new CustodyPage(bench.page);
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await bench.page.keyboard.press(key);
    };
    await press('Control+k');
    await bench.page.keyboard.insertText('Record a custody act');
    await press('Enter');
    await expect(custody.dialog).toBeVisible();
    await custody.dialog.getByRole('button', { name: /What was done/u }).focus();
    await press('Enter', 'ArrowDown', 'Enter');
    await expect(custody.dialog.getByRole('button', { name: /What was done/u })).toContainText('Receive');
    await custody.dialog.getByLabel('Or an item by its SHA-256').focus();
    await bench.page.keyboard.insertText(PHONE.toUpperCase());
    await press('Tab');
    await bench.page.keyboard.insertText('Phone of the suspect');
    await press('Tab', 'Enter');
    await expect(custody.item(/Phone of the suspect/u)).toBeChecked();
    await expect(custody.needs).toContainText('It fits what is on record.');
    await custody.dialog.getByRole('button', { name: 'Sign and record' }).focus();
    await press('Enter');
    await expect(custody.done).toContainText('Received: 1 item');
    await press('Escape');
    await expect(custody.done).toBeHidden();
    await custody.app.main.getByRole('tab', { name: /^Items/u }).click();
    await custody.app.main.getByRole('button', { name: /Phone of the suspect/u }).click();
    await expect(custody.app.main.getByRole('region', { name: 'Who held it' })).toContainText(
      'Now held by Lead (lead)',
    );
  });
});
