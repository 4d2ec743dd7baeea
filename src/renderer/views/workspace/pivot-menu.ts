/** What can be done with a value that stands in the grid, the detail or a lane. */
import { printQuery } from '../../../engines/search/print-query.ts';
import { citationUri } from '../../../shared/citation.ts';
import { text } from '../../i18n/text.ts';
import { EMPTY_VIEW, type Filter, type ViewState, workspaceNow } from '../../stores/workspace.store.ts';
import type { MenuAct, MenuGroup } from '../../ui/menu.tsx';
import type { AuditLog } from './grid/event-row.ts';
import { filterInTab, openInTab } from './tabs/tab-acts.ts';

const words = text.workspace.pivot;

export interface PivotPlace {
  event: AuditLog;
  caseId: string;
  field: string;
  /** The values at the field; none: the place is the row only. */
  values: readonly string[];
}

export interface PivotActs {
  copy: (content: string, what: string) => void;
  showAround: (seq: number) => void;
}

export function pivotGroups({ event, caseId, field, values }: PivotPlace, acts: PivotActs): MenuGroup[] {
  const isField = field !== 'timestamp' && field !== 'gap';
  const value = values[0];
  const ofValue = value === undefined || !isField ? [] : valueActs(field, value);
  const cited = citationOf(event, caseId);
  return [
    ...(ofValue.length === 0 ? [] : [{ id: 'value', acts: ofValue }]),
    {
      id: 'row',
      acts: [
        { id: 'around', label: words.around, keys: '[', run: () => acts.showAround(event.seq) },
        ...(value === undefined
          ? []
          : [{ id: 'copy-value', label: words.copyValue, run: () => acts.copy(values.join('\n'), words.copyValue) }]),
        {
          id: 'copy-row',
          label: words.copyRow,
          run: () => acts.copy(JSON.stringify(event, undefined, 2), words.copyRow),
        },
        { id: 'copy-citation', label: words.copyCitation, keys: 'y', run: () => acts.copy(cited, words.copyCitation) },
      ],
    },
  ];
}

function valueActs(field: string, value: string): MenuAct[] {
  const { addFilter, onlyFilter, setLaneField, load, columns, order } = workspaceNow();
  const include: Filter = { field, value, mode: 'include' };
  const exclude: Filter = { field, value, mode: 'exclude' };
  const query = printQuery({ kind: 'equals', field, value, from: 0, to: 0 });
  const alone: ViewState = { ...EMPTY_VIEW, columns, order, query };
  const includeInTab = (): void => filterInTab(include);
  const searchInTab = (): void => openInTab(alone);
  return [
    { id: 'include', label: words.include, run: () => addFilter(include), runInTab: includeInTab },
    { id: 'exclude', label: words.exclude, run: () => addFilter(exclude), runInTab: () => filterInTab(exclude) },
    { id: 'only', label: words.only, run: () => onlyFilter(include) },
    { id: 'search', label: words.newSearch, run: () => load(alone), runInTab: searchInTab },
    { id: 'lanes', label: words.lanes(field), run: () => setLaneField(field) },
    { id: 'include-tab', label: words.includeInTab, run: includeInTab },
    { id: 'search-tab', label: words.newSearchInTab, run: searchInTab },
  ];
}

/** For people and for the query line: where the event stands, where its bytes lie, when it was. */
export function citationOf({ seq, origin, timestamp, integrity }: AuditLog, caseId: string): string {
  const uri = citationUri({ caseId, seq, digest: integrity.hash.replace('sha256:', '') });
  return [
    uri,
    `source sha256:${origin.source}, bytes ${origin.offset}–${origin.offset + origin.length - 1}`,
    timestamp ?? words.noTime,
  ].join(', ');
}
