/**
 * Why records are withheld or redacted, record by record, and who says so.
 *
 * Pure. Source: bundle-format.md §4. Trust: the reasons are somebody's words; that each named record is withheld, and no
 * other one is, is checked.
 */
import { readCanonical } from '../base/canonical-line.ts';
import { count } from '../base/plain-text.ts';
import { demand, Refused } from '../base/refused.ts';
import { isObject } from '../base/strict-json.ts';
import type { Findings } from './findings.ts';
import { PRIVILEGE_LOG } from './layout.ts';
import type { LogReader } from './log-reader.ts';
import { Ranges } from './ranges.ts';

export interface Privilege {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}
const MEMBERS = 'basis,by,description,from,to';

export class PrivilegeLog {
  readonly entries: Privilege[] = [];
  readonly ranges = new Ranges();

  constructor(text: string, findings: Findings) {
    const lines = text.split('\n');
    const isEnded = lines.pop() === '';
    if (!isEnded)
      findings.fail('withheld-wrong', 'The list of reasons for withholding does not end.', { file: PRIVILEGE_LOG });
    for (const line of lines) {
      try {
        this.#add(line);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        findings.fail('withheld-wrong', `A reason for withholding can not be read: ${error.message}.`, {
          file: PRIVILEGE_LOG,
        });
      }
    }
  }

  #add(line: string): void {
    const value = readCanonical(line);
    demand(isObject(value) && Object.keys(value).join() === MEMBERS, 'not a reason for withholding');
    const { basis, by, description, from, to } = value;
    demand(typeof basis === 'string' && typeof description === 'string' && typeof by === 'string', 'words are missing');
    demand(basis !== '' && by !== '', 'words are missing');
    const isRange =
      typeof from === 'number' && typeof to === 'number' && Number.isSafeInteger(from) && Number.isSafeInteger(to);
    demand(isRange && from <= to && from > (this.entries.at(-1)?.to ?? -1), 'records out of order');
    this.entries.push({ from, to, by });
    this.ranges.add(from, to);
  }

  /** @param isWhole whether nothing was left out by a query: then every withheld record needs a reason */
  check(log: LogReader, isWhole: boolean, findings: Findings): void {
    const place = { file: PRIVILEGE_LOG };
    for (const { from, to, by } of this.entries) {
      const isHeld = log.withheld.countWithin(from, to) + log.redacted.countWithin(from, to) === to - from + 1;
      if (!isHeld)
        findings.fail(
          'withheld-wrong',
          `Records ${count(from)} to ${count(to)} are listed as withheld by name, and not all of them are.`,
          place,
        );
      if (log.keys.operatorsAt(log.size - 1).every(({ operatorId }) => operatorId !== by)) {
        findings.fail('withheld-wrong', 'Somebody who is no operator gave a reason for withholding.', place);
      }
    }
    const without = (ranges: Ranges): number =>
      ranges.list.reduce((sum, [from, to]) => sum + to - from + 1 - this.ranges.countWithin(from, to), 0);
    const unexplained = without(log.redacted) + (isWhole ? without(log.withheld) + log.folded.count : 0);
    if (unexplained > 0)
      findings.fail(
        'withheld-wrong',
        `${count(unexplained)} records are withheld or redacted without a reason.`,
        place,
      );
  }
}
