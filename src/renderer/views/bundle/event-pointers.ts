/**
 * Which parts the events of a bundle hold, as RFC 6901 pointers into the body of a record: to choose from what is taken out.
 *
 * Pure. O(leaves of the events given). A list goes as a whole (bundle-format.md §3).
 * Trust: names and values are evidence; whoever shows them makes them visible first.
 */
import type { OutputOf } from '../../../shared/contract/index.ts';

type Event = OutputOf<'search.run'>['events'][number];

export interface EventPart {
  pointer: string;
  /** Of the events given. */
  events: number;
  example: string;
}

const EXAMPLE_CHARS = 200;
/** What the event is at all, and where its bytes lie, is no part to choose: it goes with what is taken out. */
const ROOTS = ['timestamp', 'eventType', 'severity', 'source', 'action', 'metadata'] as const;

export function eventParts(events: readonly Event[]): EventPart[] {
  const parts = new Map<string, EventPart>();
  for (const event of events) {
    for (const root of ROOTS) {
      for (const { pointer, value } of leavesOf(`/body/${root}`, event[root])) {
        const part = parts.get(pointer);
        if (part === undefined) parts.set(pointer, { pointer, events: 1, example: exampleOf(value) });
        else part.events += 1;
      }
    }
  }
  return [...parts.values()].toSorted((a, b) => b.events - a.events || (a.pointer < b.pointer ? -1 : 1));
}

function* leavesOf(pointer: string, value: unknown): Generator<{ pointer: string; value: unknown }> {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object' || Array.isArray(value)) {
    yield { pointer, value };
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    // A part without a name can not be pointed to (bundle-format.md: each step has characters).
    if (name !== '') yield* leavesOf(`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, inner);
  }
}

const exampleOf = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, EXAMPLE_CHARS);
