/** An event is named in words that lead back to it, and to nothing else. */
import { describe, expect as plainExpect, it } from 'vitest';
import { citationUri, parseCitation } from '../src/shared/citation.ts';
import { expect, hasBrowser, useBench } from './fixtures/bench.ts';
import { AppWindow } from './pages/app-window.ts';
import { EventDetail } from './pages/event-detail.ts';
import { Workspace } from './pages/workspace.ts';

describe.skipIf(!hasBrowser)('a citation', () => {
  const bench = useBench({ sample: true });
  let copied = '';

  it('is copied by a key, whole', async () => {
    const workspace = new Workspace(bench.page);
    const app = new AppWindow(bench.page);
    await workspace.ask('severity:high');
    await workspace.expectCount('2');
    await workspace.cell(workspace.firstRow, 'message').click();
    await bench.page.keyboard.press('y');
    await expect(app.messages.getByText(/[Cc]itation/u).first()).toBeVisible();
    copied = await app.clipboard();
    plainExpect(parseCitation(copied)).toMatchObject({ caseId: plainExpect.any(String), seq: plainExpect.any(Number) });
    plainExpect(copied).toMatch(/source sha256:[0-9a-f]{64}, bytes \d+–\d+, 2025-/u);
  });

  it('pasted into the query line finds its event and says that it is the one', async () => {
    const workspace = new Workspace(bench.page);
    const detail = new EventDetail(bench.page);
    await workspace.ask('');
    await workspace.expectCount('47,886');
    await workspace.query.click();
    await bench.page.keyboard.press('Control+v');
    await bench.page.keyboard.press('Enter');
    await expect(
      detail.panel.getByText('This is the event that was cited: its digest is the cited one.'),
    ).toBeVisible();
    plainExpect(await detail.seq()).toBe(parseCitation(copied)?.seq);
  });

  it('that was altered is told apart, with both digests', async () => {
    const workspace = new Workspace(bench.page);
    const detail = new EventDetail(bench.page);
    const cited = parseCitation(copied);
    if (cited === undefined) throw new Error('nothing was copied');
    await workspace.ask(citationUri({ ...cited, digest: 'ab'.repeat(32) }));
    await expect(detail.panel.getByText('Not the event that was cited')).toBeVisible();
    await expect(detail.panel.getByTitle('ab'.repeat(32)).first()).toBeVisible();
  });

  it('of another case is said to be that, and finds nothing here', async () => {
    const workspace = new Workspace(bench.page);
    const app = new AppWindow(bench.page);
    const cited = parseCitation(copied);
    if (cited === undefined) throw new Error('nothing was copied');
    const other = cited.caseId.replace(/^./u, (digit) => (digit === 'a' ? 'b' : 'a'));
    await workspace.ask(citationUri({ ...cited, caseId: other }));
    await expect(app.page.getByText(/citation is of another case/u).first()).toBeVisible();
  });
});
