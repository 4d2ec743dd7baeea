/** What was searched for before in this case, by anybody. */
import type { Handlers } from '../router.ts';

const DEFAULT_LIMIT = 100;

export const searchHistoryHandlers = (): Handlers<'search.history'> => ({
  'search.history': async ({ limit = DEFAULT_LIMIT }, { openCase }) => openCase.session.searchHistory(limit),
});
