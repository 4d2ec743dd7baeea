/** The events of a selection, each checked by the host as it is read. */
import type { QueryClient } from '@tanstack/react-query';
import { call } from '../../../api/host.ts';
import type { AuditLog } from '../grid/event-row.ts';

/** Under way at once: more would only wait for each other. */
const AT_ONCE = 16;

export async function eventsOf(client: QueryClient, handle: string, seqs: readonly number[]): Promise<AuditLog[]> {
  const events: AuditLog[] = [];
  for (let at = 0; at < seqs.length; at += AT_ONCE) {
    const asked = seqs.slice(at, at + AT_ONCE).map((seq) =>
      client.ensureQueryData({
        queryKey: [handle, 'event.get', seq],
        queryFn: () => call('event.get', { handle, seq }),
      }),
    );
    events.push(...(await Promise.all(asked)));
  }
  return events;
}
