/** A person sees which sources prove themselves, which do not, and goes from a gap in a log to the records around it. */
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect as plainExpect, it } from 'vitest';
import { eventLog } from '../src/test/helpers/event-log.ts';
import { sha256Hex } from './fixtures/digest.ts';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { confirmEvidence, createCase, dropFiles } from './pages/new-case.ts';
import { Workspace } from './pages/workspace.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const THEMES = ['light', 'dark', 'hc-light', 'hc-dark'] as const;
const START_US = Date.parse('2024-05-06T07:00:00Z') * 1000;
const steady = Array.from({ length: 120 }, (_, i) => ({ id: i + 1, timeUs: START_US + i * 60e6 }));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const whole = eventLog(steady);
const cut = eventLog(steady.filter(({ id }) => id !== 77 && id !== 78));
const notes = bytes('2024-05-06T07:00:00Z host app: started\n2024-05-06T08:00:00Z host app: stopped\n');

describe.skipIf(!hasBrowser)('the proofs of sources', () => {
  const bench = useBench();
  const rowOf = (name: string) =>
    bench.page
      .getByRole('table')
      .getByRole('row')
      .filter({ has: bench.page.getByRole('button', { name, exact: true }) });
  const choose = async (name: string): Promise<void> => rowOf(name).getByRole('button', { name, exact: true }).click();

  it('stand as a word beside each source as soon as it is in', async () => {
    await createCase(bench.page, { name: 'Proofs', parent: bench.home, passphrase: 'horse, battery and e2e' });
    await dropFiles(bench.page, [
      { name: 'Security.evtx', bytes: whole },
      { name: 'cut.evtx', bytes: cut },
      { name: 'app.log', bytes: notes },
      { name: 'SHA256SUMS', bytes: bytes(`${sha256Hex(whole)}  Security.evtx\n`) },
    ]);
    await confirmEvidence(bench.page);
    await expect(rowOf('Security.evtx').getByText('holds', { exact: true })).toBeVisible();
    await expect(rowOf('cut.evtx').getByText('fails', { exact: true })).toBeVisible();
    await expect(rowOf('app.log').getByText('no proof of its own')).toBeVisible();
  });

  it('that are absent are said to be no sign of anything', async () => {
    await choose('app.log');
    await expect(bench.page.getByRole('article').getByText(/That is no sign of anything, good or bad/u)).toBeVisible();
  });

  it('name the gap, say what it is worth, and lead to the records around it', async () => {
    await choose('cut.evtx');
    const proof = bench.page.getByRole('article', { name: 'Record numbers' });
    await expect(proof.getByText(/Records 77 to 78 are missing/u)).toBeVisible();
    await expect(proof.getByText(/^Whoever removes records and numbers the rest anew/u)).toBeVisible();
    for (const theme of THEMES) {
      await bench.page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
      const { violations } = await new AxeBuilder({ page: bench.page }).withTags(RULES).analyze();
      plainExpect(violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes[0]?.html.slice(0, 120)}`)).toEqual([]);
    }
    await proof.getByRole('button', { name: 'Show the records around it' }).click();
    await new Workspace(bench.page).expectCount('2');
  });

  it('are checked again when somebody asks, and refuse a key that is none', async () => {
    const app = new AppWindow(bench.page);
    await app.go('Sources');
    await bench.page.getByRole('button', { name: 'Check proofs' }).click();
    const dialog = app.dialog('Check the proofs of the sources');
    await dialog
      .getByRole('textbox', { name: 'File with public keys that you vouch for' })
      .fill(bench.at('no-such-key'));
    await dialog.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(dialog.getByRole('alert')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'File with public keys that you vouch for' }).fill('');
    await dialog.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(app.messages.getByText(/hold, 1 fail, .* 1 without a proof of their own/u)).toBeVisible();
  });
});
