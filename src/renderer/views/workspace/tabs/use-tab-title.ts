/** The title of a tab as it is now. */
import { useTab, useTabs } from '../../../stores/tabs.store.ts';
import { tabTitle } from './tab-title.ts';

export function useTabTitle(tabId: number): string {
  const name = useTabs(({ tabs }) => tabs.find(({ id }) => id === tabId)?.name ?? '');
  const query = useTab(tabId, (tab) => tab.query);
  const filters = useTab(tabId, (tab) => tab.filters);
  const scope = useTab(tabId, (tab) => tab.scope);
  return tabTitle(name, { query, filters, scope });
}
