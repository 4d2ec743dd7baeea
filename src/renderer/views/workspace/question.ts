/**
 * The question that all panes of the workspace ask: query and scope in the form of the contract.
 *
 * The same question is the same object wherever it is asked, so that effects compare cheaply, and a tab that is worked in
 * again asks nothing anew.
 */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/host.ts';
import { usToTimestamp } from '../../format/time-text.ts';
import { useCase, useOpenCase } from '../../stores/case.store.ts';
import { MAX_TABS, useTab, useTabs } from '../../stores/tabs.store.ts';
import type { TimeSpan } from '../../stores/workspace.store.ts';
import { effectiveQuery } from './effective-query.ts';
import { afterRows } from './rows-first.ts';

export interface Question {
  handle: string;
  query: string;
  from?: string;
  to?: string;
  /** Records under a head: answers change with it. */
  logSize: number;
}

export const spanInput = (span: TimeSpan | null): { from?: string; to?: string } =>
  span === null ? {} : { from: usToTimestamp(span.fromUs), to: usToTimestamp(span.toUs) };

const asked = new Map<string, Question>();
const MAX_KEPT = 2 * MAX_TABS;

/** The object that stands for the question, made at its first use. */
function oneOf(question: Question): Question {
  const key = JSON.stringify(question);
  const known = asked.get(key) ?? question;
  const oldest = asked.keys().next().value;
  if (oldest !== undefined && asked.size >= MAX_KEPT && !asked.has(key)) asked.delete(oldest);
  // Last asked, last forgotten.
  asked.delete(key);
  asked.set(key, known);
  return known;
}

// Questions hold words of evidence: none of a case that was locked is kept.
useCase.subscribe(({ handle }) => {
  if (handle === undefined) asked.clear();
});

/** Of a tab, worked in or not. */
export function useQuestionOf(tabId: number): Question {
  const { handle, info } = useOpenCase();
  const query = useTab(tabId, (tab) => tab.query);
  const filters = useTab(tabId, (tab) => tab.filters);
  const scope = useTab(tabId, (tab) => tab.scope);
  return oneOf({ handle, query: effectiveQuery({ query, filters }), ...spanInput(scope), logSize: info.headSize });
}

/** Of the tab that is worked in. */
export const useQuestion = (): Question => useQuestionOf(useTabs((state) => state.activeId));

/** What goes to the host of it. */
export const askedOf = ({
  handle,
  query,
  from,
  to,
}: Question): { handle: string; query: string; from?: string; to?: string } => ({
  handle,
  query,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

/** How many events answer it, once its first rows are there. */
export function useTotal(question: Question): { total: number | undefined; error: unknown } {
  const counted = useQuery({
    queryKey: [question.handle, 'search.run', 'total', question],
    queryFn: () => afterRows(question, () => call('search.run', { ...askedOf(question), limit: 0, wantTotal: true })),
  });
  return { total: counted.data?.total ?? undefined, error: counted.error };
}
