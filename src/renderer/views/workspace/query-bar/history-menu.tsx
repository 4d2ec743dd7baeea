/** Queries asked before, from the case log itself: every one is a record there. */
import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { clockText, utcClock } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import { MenuButton } from '../../../ui/menu-button.tsx';
import { inTabHint } from '../tabs/in-tab-hint.ts';
import { askInTab } from '../tabs/tab-acts.ts';

const SHOWN = 30;
const QUERY_CHARS = 90;
const words = text.workspace.query;

interface HistoryMenuProps {
  handle: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onPick: (query: string) => void;
}

export function HistoryMenu({ handle, isOpen, onOpenChange, onPick }: HistoryMenuProps) {
  const history = useQuery({
    queryKey: [handle, 'search.history'],
    queryFn: () => call('search.history', { handle, limit: SHOWN }),
    enabled: isOpen,
    staleTime: 0,
  });
  const asked = (history.data ?? []).filter(({ query }) => query !== '');
  const acts = asked.map(({ query, at, resultCount }, index) => ({
    id: String(index),
    label: shownText(query, QUERY_CHARS).shown,
    detail: words.historyItem(
      resultCount === null ? words.unknownCount : countText(resultCount),
      clockText(utcClock(at)).slice(0, 'YYYY-MM-DD hh:mm:ss'.length),
    ),
    run: () => onPick(query),
    runInTab: () => askInTab(query),
  }));
  const none = { id: 'none', label: words.historyEmpty, isDisabled: true, run: () => undefined };
  return (
    <MenuButton
      label={words.history}
      icon={<History size={16} />}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      groups={[{ id: 'history', title: inTabHint(words.history), acts: acts.length === 0 ? [none] : acts }]}
    />
  );
}
