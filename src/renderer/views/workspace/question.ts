/**
 * The question that all panes of the workspace ask: query and scope in the form of the contract.
 *
 * One object a change, so that keys of cached answers and effects compare cheaply.
 */
import { useMemo } from 'react';
import { usToTimestamp } from '../../format/time-text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { type TimeSpan, useWorkspace } from '../../stores/workspace.store.ts';
import { effectiveQuery } from './effective-query.ts';

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

export function useQuestion(): Question {
  const { handle, info } = useOpenCase();
  const query = useWorkspace((state) => state.query);
  const filters = useWorkspace((state) => state.filters);
  const scope = useWorkspace((state) => state.scope);
  const logSize = info.headSize;
  return useMemo(
    () => ({ handle, query: effectiveQuery({ query, filters }), ...spanInput(scope), logSize }),
    [handle, query, filters, scope, logSize],
  );
}

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
