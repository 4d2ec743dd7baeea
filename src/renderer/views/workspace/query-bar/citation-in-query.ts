/** A citation or a `#number` in the query line is a wish to see that event, not words to look for. Pure. */
import { type TypedEvent, typedEvent } from '../../../commands/typed-event.ts';

/** Undefined where it is a query. A number without its sign is a word to look for: `4625`. */
export function eventInQuery(text: string, caseId: string): TypedEvent | undefined {
  return /^\s*\d/u.test(text) ? undefined : typedEvent(text, caseId);
}
