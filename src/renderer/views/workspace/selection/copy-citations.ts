/** Copies the citations of events, one a line, in the order of the log. */
import { errorToValue } from '../../../../shared/errors.ts';
import { queryClient } from '../../../api/query-client.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useCase } from '../../../stores/case.store.ts';
import { useToasts } from '../../../stores/toasts.store.ts';
import { copyText } from '../../../ui/copy-button.tsx';
import { citationOf } from '../pivot-menu.ts';
import { eventsOf } from './events-of.ts';

const words = text.detail.selection;
/** Each is read and checked first. */
const MAX_CITED = 500;

export async function copyCitations(seqs: readonly number[]): Promise<void> {
  const { handle, info } = useCase.getState();
  if (handle === undefined || info === undefined) return;
  const { add } = useToasts.getState();
  if (seqs.length > MAX_CITED) return add('warn', words.tooManyCitations(MAX_CITED));
  try {
    const events = await eventsOf(queryClient, handle, seqs);
    if (await copyText(events.map((event) => citationOf(event, info.caseId)).join('\n'), words.citationsName)) {
      add('good', words.citationsCopied(events.length));
    }
  } catch (thrown) {
    add('bad', visibleText(errorToValue(thrown).message));
  }
}
