/** The question in words: the query line, what was chosen by clicks as chips, how many events answer it. */
import { closeCompletion } from '@codemirror/autocomplete';
import { useQueryClient } from '@tanstack/react-query';
import { Columns2, Play, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { parseQuery } from '../../../../engines/search/parse-query.ts';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { usToTimestamp } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import { useOpenCase } from '../../../stores/case.store.ts';
import { useTabs } from '../../../stores/tabs.store.ts';
import { useToasts } from '../../../stores/toasts.store.ts';
import { EMPTY_VIEW, useWorkspace, workspaceNow } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { IconToggle } from '../../../ui/icon-toggle.tsx';
import { fieldsQuery } from '../facets/field-picker.tsx';
import { partsNow } from '../parts.store.ts';
import { openEvent } from '../open-event.ts';
import { duplicateTab, toggleSplit } from '../tabs/tab-acts.ts';
import { eventInQuery } from './citation-in-query.ts';
import { HistoryMenu } from './history-menu.tsx';
import type { CompletionFacts } from './query-completion.ts';
import styles from './query-bar.module.css';
import { QueryEditor } from './query-editor.tsx';
import { ViewsMenu } from './views-menu.tsx';

const VALUES_COMPLETED = 50;
const words = text.workspace.query;

interface QueryBarProps {
  /** Matching events; undefined while they are counted. */
  total: number | undefined;
}

export function QueryBar({ total }: QueryBarProps) {
  const { handle, info } = useOpenCase();
  const query = useWorkspace((state) => state.query);
  const typed = useWorkspace((state) => state.typed);
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const facts = useCompletionFacts(handle, info.headSize);
  const { setQuery, setTyped } = workspaceNow();

  const run = (asked: string): void => {
    const named = eventInQuery(asked, info.caseId);
    if (named !== undefined) {
      setTyped(query);
      if (named.kind === 'event') openEvent(named);
      else useToasts.getState().add('warn', text.commands.otherCase);
      return;
    }
    // What is wrong is underlined already; the last good answer stays.
    if (!('errors' in parseQuery(asked, { nowMs: Date.now() }))) setQuery(asked);
  };

  const runLine = (): void => {
    const { editor } = partsNow();
    // What is asked is asked: values that come later are offered no more.
    if (editor !== undefined) closeCompletion(editor);
    run(workspaceNow().typed);
  };

  return (
    <search className={styles.bar}>
      <div className={styles.line}>
        <div className={styles.box}>
          <QueryEditor
            value={typed}
            facts={facts}
            onChange={setTyped}
            onRun={run}
            onHistory={() => setHistoryOpen(true)}
            onReady={partsNow().setEditor}
          />
        </div>
        <Button variant="primary" icon={<Play size={14} />} onPress={runLine}>
          {words.run}
        </Button>
        <p className={styles.count} aria-live="polite">
          {total === undefined ? words.counting : words.matches(countText(total), countText(info.eventCount))}
        </p>
        <IconButton label={text.workspace.tabs.open} keys="n" icon={<Plus size={16} />} onPress={duplicateTab} />
        <SplitToggle />
        <ViewsMenu handle={handle} />
        <HistoryMenu handle={handle} isOpen={isHistoryOpen} onOpenChange={setHistoryOpen} onPick={run} />
      </div>
      <Chips />
    </search>
  );
}

function SplitToggle() {
  const isSplit = useTabs(({ halves }) => halves !== null);
  return (
    <IconToggle
      label={text.workspace.tabs.split}
      keys="b"
      icon={<Columns2 size={16} />}
      isSelected={isSplit}
      onChange={toggleSplit}
    />
  );
}

function Chips() {
  const filters = useWorkspace((state) => state.filters);
  const scope = useWorkspace((state) => state.scope);
  const order = useWorkspace((state) => state.order);
  const columns = useWorkspace((state) => state.columns);
  const { addFilter, removeFilter, setScope, load } = workspaceNow();
  if (filters.length === 0 && scope === null) return null;
  return (
    <ul className={styles.chips}>
      {scope !== null && (
        <li>
          <Chip
            field={words.scopeField}
            value={words.scopeValue(usToTimestamp(scope.fromUs), usToTimestamp(scope.toUs))}
            onRemove={() => setScope(null)}
          />
        </li>
      )}
      {filters.map((filter) => (
        <li key={`${filter.field}\u0000${filter.value}`}>
          <Chip
            field={filter.field}
            value={filter.value}
            mode={filter.mode}
            onInvert={() => addFilter({ ...filter, mode: filter.mode === 'include' ? 'exclude' : 'include' })}
            onRemove={() => removeFilter(filter)}
          />
        </li>
      ))}
      <li>
        <Button variant="quiet" onPress={() => load({ ...EMPTY_VIEW, order, columns })}>
          {words.clearAll}
        </Button>
      </li>
    </ul>
  );
}

/** Fields and values of the case for completion, asked once and kept. */
function useCompletionFacts(handle: string, logSize: number): CompletionFacts {
  const client = useQueryClient();
  return useMemo(
    () => ({
      fields: async () => (await client.ensureQueryData(fieldsQuery(handle, logSize))).fields,
      values: async (field) => {
        const top = await client.ensureQueryData({
          queryKey: [handle, 'search.top', field, 'completion', logSize],
          queryFn: () => call('search.top', { handle, query: '', field, limit: VALUES_COMPLETED }),
        });
        return top.values;
      },
    }),
    [client, handle, logSize],
  );
}
