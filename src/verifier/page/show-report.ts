/**
 * A report on the page. Text is set as text, never as HTML; what came from the bundle was escaped before.
 *
 * DOM. Trust: the report's own words; names in it were made plain (plain-text.ts).
 */
import type { Failure, Remark } from '../bundle/findings.ts';
import { type CheckResult, factLines, type Report } from '../bundle/report.ts';
import { plain } from '../base/plain-text.ts';

const SAYS: Readonly<Record<CheckResult['result'], string>> = {
  ok: '✓ ok',
  failed: '✗ does not hold',
  warning: '! warning',
  'cannot-check': '? could not be checked',
  'not-done': '– not done',
};

export function showReport(report: Report, place: HTMLElement): void {
  place.replaceChildren(
    verdict(report),
    facts(report),
    checks(report),
    ...list('What does not hold', report.failures),
    ...list('What could not be checked', report.notChecked),
    ...list('Warnings', report.warnings),
    ...list('Notes', report.notes),
    download(report),
  );
}

function element(name: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}

function within(name: string, ...children: HTMLElement[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

function verdict(report: Report): HTMLElement {
  const box = within('header', element('h2', report.verdict), element('p', report.sentence));
  box.className = `verdict ${['intact', 'broken', 'unknown'][report.exitCode]}`;
  return box;
}

const facts = ({ facts: known }: Report): HTMLElement =>
  within('dl', ...factLines(known).flatMap(([label, value]) => [element('dt', label), element('dd', plain(value))]));

function checks(report: Report): HTMLElement {
  const rows = report.checks.map(({ number, name, result }) => {
    const head = element('th', `${number}  ${name}`);
    head.setAttribute('scope', 'row');
    return within('tr', head, element('td', SAYS[result], result));
  });
  return within('table', element('caption', 'The twelve checks'), within('tbody', ...rows));
}

function list(title: string, items: readonly (Remark | Failure)[]): HTMLElement[] {
  if (items.length === 0) return [];
  const entries = items.map(({ check, text, file }) =>
    element('li', `Check ${check}: ${text}${file === undefined ? '' : ` (${file})`}`),
  );
  return [element('h3', title), within('ul', ...entries)];
}

function download(report: Report): HTMLElement {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: 'application/json' }));
  link.download = 'verification.json';
  link.textContent = 'Save the report as JSON';
  return within('p', link);
}
