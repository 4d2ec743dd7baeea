/** The strip of tabs, and the two halves. */
import type { Locator, Page } from '@playwright/test';

export class Tabs {
  readonly page: Page;
  readonly strip: Locator;
  readonly all: Locator;
  readonly active: Locator;
  readonly halves: Locator;
  /** The half that is worked in. */
  readonly half: Locator;
  readonly otherHalf: Locator;

  constructor(page: Page) {
    this.page = page;
    this.strip = page.getByRole('tablist', { name: 'Questions' });
    this.all = this.strip.getByRole('tab');
    this.active = this.strip.getByRole('tab', { selected: true });
    this.halves = page.getByRole('region', { name: /^Half: /u });
    this.half = this.halves.and(page.locator('[aria-current=true]'));
    this.otherHalf = this.halves.and(page.locator('[aria-current=false]'));
  }

  tab(title: string): Locator {
    return this.strip.getByRole('tab', { name: title, exact: true });
  }

  titles(): Promise<string[]> {
    return this.all.allTextContents();
  }

  /** Place in the result of the first row on screen, from 0. */
  topRow(within: Locator): Promise<number> {
    return within.evaluate((grid) => {
      const heads = grid.querySelector('[role=columnheader]')?.getBoundingClientRect().bottom ?? 0;
      const shown = [...grid.querySelectorAll('[role=row]')]
        .filter((row) => row.querySelector('[role=gridcell]') !== null && row.getBoundingClientRect().top >= heads - 2)
        .map((row) => Number(row.getAttribute('aria-rowindex')) - 2);
      return shown.length === 0 ? -1 : Math.min(...shown);
    });
  }
}
