/** The event under the cursor, whole. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../../api/host.ts';
import { text } from '../../../i18n/text.ts';
import { useOpenCase } from '../../../stores/case.store.ts';
import { useWorkspace } from '../../../stores/workspace.store.ts';
import { CodeText } from '../../../ui/code-text.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';

export function DetailPanel() {
  const { handle } = useOpenCase();
  const seq = useWorkspace((state) => state.focusedSeq);
  const event = useQuery({
    queryKey: [handle, 'event.get', seq],
    queryFn: () => call('event.get', { handle, seq: seq ?? 0 }),
    enabled: seq !== null,
  });
  if (event.error !== null) return <ErrorBanner error={event.error} />;
  return event.data === undefined ? null : (
    <CodeText what={text.workspace.detailLabel} raw={JSON.stringify(event.data, undefined, 2)} />
  );
}
