/** The workspace: query line, facets, time, rows. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../fixtures/bench.ts';

export class Workspace {
  readonly page: Page;
  readonly query: Locator;
  readonly bar: Locator;
  readonly facets: Locator;
  readonly time: Locator;
  readonly grid: Locator;
  readonly rows: Locator;
  readonly histogram: Locator;
  readonly minimap: Locator;
  readonly detail: Locator;

  constructor(page: Page) {
    this.page = page;
    this.bar = page.getByRole('search');
    this.query = page.getByRole('textbox', { name: 'Query' });
    this.facets = page.getByRole('region', { name: 'Facets' });
    this.time = page.getByRole('region', { name: 'Time', exact: true });
    this.grid = page.getByRole('grid', { name: 'Events' });
    // The row of heads is a row, too.
    this.rows = this.grid.getByRole('row').filter({ has: page.getByRole('gridcell') });
    this.histogram = page.getByRole('slider', { name: 'Events over time by severity' });
    this.minimap = page.getByRole('slider', { name: 'The whole case over time' });
    this.detail = page.getByRole('region', { name: 'Event', exact: true });
  }

  /** Types and runs a query. */
  async ask(query: string): Promise<void> {
    await this.type(query);
    await this.bar.getByRole('button', { name: 'Run', exact: true }).click();
  }

  /** Puts the text into the line as a paste would: no bracket is closed, nothing completed. */
  async type(query: string): Promise<void> {
    await this.query.fill(query);
  }

  /** Waits for `count of all events`. */
  async expectCount(count: string | RegExp): Promise<void> {
    const shown = typeof count === 'string' ? new RegExp(`^${count} of [\\d,]+ events$`, 'u') : count;
    await expect(this.bar.getByText(shown)).toBeVisible();
  }

  /** How many events match, as the bar says once it was counted. */
  async count(): Promise<number> {
    const said = this.bar.getByText(/ of [\d,]+ events$/u);
    await expect(said).toBeVisible();
    return Number(((await said.textContent()) ?? '').split(' ')[0]?.replaceAll(',', ''));
  }

  facet(field: string): Locator {
    return this.facets
      .locator('section')
      .filter({ has: this.page.getByRole('heading', { name: new RegExp(`^${field}\\b`, 'u') }) });
  }

  /** One value of an open facet. */
  facetValue(field: string, value: string): Locator {
    return this.facet(field).getByRole('listitem').filter({ hasText: value });
  }

  chip(words: string | RegExp): Locator {
    return this.bar.getByRole('listitem').filter({ hasText: words });
  }

  cell(row: Locator, column: string): Locator {
    return row.locator(`[col-id="${column}"]`);
  }

  /** The first row, once rows are there. */
  get firstRow(): Locator {
    return this.rows.first();
  }

  /** Opens the first row in the detail, once it holds the words; the cursor then stands in it. */
  async openFirst(words: string | RegExp): Promise<void> {
    await expect(this.firstRow).toContainText(words);
    await this.cell(this.firstRow, 'message').click();
    await this.page.keyboard.press('Enter');
    await expect(this.detail.getByRole('heading', { level: 2 })).toBeVisible();
  }

  /** Brings a part of the result on screen, 0 its beginning and 1 its end, as dragging the scroll bar does. */
  async scrollTo(ratio: number): Promise<void> {
    await this.page.getByRole('region', { name: 'Events', exact: true }).evaluate((panel, part) => {
      const scrolled = [...panel.querySelectorAll('*')].find(
        (each) =>
          each.scrollHeight > each.clientHeight + 1000 &&
          each.clientHeight > 0 &&
          /auto|scroll/u.test(getComputedStyle(each).overflowY),
      );
      if (scrolled === undefined) throw new Error('nothing in the grid scrolls');
      scrolled.scrollTop = scrolled.scrollHeight * part;
    }, ratio);
  }

  /** The shown row at a place of the result, counted from 0; it must be on screen. */
  rowAt(index: number): Locator {
    // The heads are row 1 of the grid.
    return this.grid.locator(`[aria-rowindex="${index + 2}"]`).first();
  }
}
