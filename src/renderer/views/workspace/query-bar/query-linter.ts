/** Marks under a query while it is typed: errors where they are, and places that may mean something else. */
import { type Diagnostic, linter } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { parseQuery } from '../../../../engines/search/parse-query.ts';
import type { QueryError } from '../../../../engines/search/query-error.ts';

const DELAY_MS = 250;

export function queryDiagnostics(text: string, nowMs: number): Diagnostic[] {
  const parsed = parseQuery(text, { nowMs });
  if ('errors' in parsed) return parsed.errors.map((error) => diagnosticOf(error, 'error'));
  return parsed.notices.map((notice) => diagnosticOf(notice, 'warning'));
}

const diagnosticOf = ({ from, to, message, hint }: QueryError, severity: Diagnostic['severity']): Diagnostic => ({
  from,
  to,
  severity,
  message: hint === undefined ? `${message}.` : `${message}. ${hint}.`,
});

export const queryLinter = (): Extension =>
  linter((view) => queryDiagnostics(view.state.doc.toString(), Date.now()), { delay: DELAY_MS });
