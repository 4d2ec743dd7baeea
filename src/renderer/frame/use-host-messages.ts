/**
 * What the host tells unasked, brought to the stores.
 *
 * After a break, or where messages were dropped, everything is asked again: what was missed can not be known.
 */
import { useEffect } from 'react';
import type { ShellMessage } from '../../shared/transport.ts';
import { onMessage } from '../api/host.ts';
import { queryClient } from '../api/query-client.ts';
import { runCommand } from '../commands/registry.ts';
import { useCase } from '../stores/case.store.ts';
import { useConnection } from '../stores/connection.store.ts';
import { useJobs } from '../stores/jobs.store.ts';

/** Counts, head, and every answer about the case. */
async function refreshCase(): Promise<void> {
  const { handle, refresh } = useCase.getState();
  if (handle === undefined) return;
  // A host that is gone has its own banner; answers that fail have theirs.
  await refresh().catch(() => undefined);
  await queryClient.invalidateQueries({ queryKey: [handle] });
}

function onHostMessage(message: ShellMessage): void {
  switch (message.type) {
    case 'job.progress':
      return useJobs.getState().onProgress(message);
    case 'job.finished':
    case 'shell.lagged':
      return void refreshCase();
    case 'shell.command':
      return void runCommand(message.commandId);
    case 'shell.connection': {
      const wasBroken = useConnection.getState().state === 'broken';
      useConnection.getState().change(message.state);
      if (wasBroken && message.state === 'connected') void refreshCase();
    }
  }
}

export function useHostMessages(): void {
  useEffect(() => onMessage(onHostMessage), []);
}
