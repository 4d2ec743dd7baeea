/**
 * When two events say the same: the one definition of a repeat, for the host that counts them and the window that folds them.
 *
 * Pure. The same type, severity, user, IP address, host and message, and the same resource, method and outcome of the
 * action, each exactly as recorded, letter by letter; what one lacks the other must lack. Time, source and every other field
 * may differ: a folded row stands for its events and never says that they are copies of each other.
 * Trust: all values are hostile text; they are compared, never read.
 */
import type { EventDraft } from './audit-event.ts';

/** Equal for two events exactly where they say the same. */
export function wordsOf({
  eventType,
  severity,
  source,
  action,
  metadata,
}: Pick<EventDraft, 'eventType' | 'severity' | 'source' | 'action' | 'metadata'>): string {
  // A list of JSON: no value, whatever its text, can reach into the next; one that is absent becomes null.
  return JSON.stringify([
    [eventType, severity, source.userId, source.ip],
    [action.resource, action.method, action.success],
    [metadata['host'], metadata['message']],
  ]);
}
