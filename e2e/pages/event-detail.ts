/** The event with the cursor: its head and its tabs. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../fixtures/bench.ts';

export type DetailTab = 'Fields' | 'Raw' | 'Source' | 'Proof' | 'History';

export class EventDetail {
  readonly panel: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole('region', { name: 'Event', exact: true });
  }

  async show(tab: DetailTab): Promise<Locator> {
    await this.panel.getByRole('tab', { name: tab }).click();
    const content = this.panel.getByRole('tabpanel', { name: tab });
    await expect(content).toBeVisible();
    return content;
  }

  /** `#123` as a number, once the event was read. */
  async seq(): Promise<number> {
    const head = this.panel.getByRole('heading', { level: 2 });
    await expect(head).toHaveText(/^#[\d,]+$/u);
    return Number(((await head.textContent()) ?? '').replaceAll(/[#,]/gu, ''));
  }
}
