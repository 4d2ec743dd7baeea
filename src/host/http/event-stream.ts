/**
 * What the host tells unasked, to each window that listens: Server-Sent Events with a bounded queue.
 *
 * A window that reads too slowly (a laptop asleep, a debugger) must not fill the host's memory: what does not fit is
 * dropped and counted, and the window is told to ask for every state again.
 * Source: WHATWG HTML, server-sent events.
 */
import type { ServerResponse } from 'node:http';
import type { ShellMessage } from '../../shared/transport.ts';

const HEARTBEAT_MS = 15_000;
export const MAX_QUEUED_BYTES = 1_048_576;

export interface EventStreams {
  /** Takes over a response whose request was admitted. */
  add(response: ServerResponse): void;
  send(message: ShellMessage): void;
  count(): number;
  /** Says goodbye to all. */
  close(): void;
}

/** @param onCount told how many listen whenever that changes */
export function createEventStreams(onCount: (count: number) => void): EventStreams {
  const streams = new Map<ServerResponse, { lost: number }>();
  const write = (response: ServerResponse, message: ShellMessage): boolean =>
    response.write(`data: ${JSON.stringify(message)}\n\n`);

  const tell = (response: ServerResponse, state: { lost: number }, message: ShellMessage): void => {
    if (state.lost > 0 || response.writableLength > MAX_QUEUED_BYTES) state.lost += 1;
    else write(response, message);
  };
  const heartbeat = setInterval(() => {
    for (const [response, { lost }] of streams) if (lost === 0) response.write(': still here\n\n');
  }, HEARTBEAT_MS);
  heartbeat.unref();

  return {
    add(response) {
      const state = { lost: 0 };
      streams.set(response, state);
      response.on('drain', () => {
        const { lost } = state;
        if (lost === 0) return;
        state.lost = 0;
        write(response, { type: 'shell.lagged', lost });
      });
      response.on('close', () => {
        streams.delete(response);
        onCount(streams.size);
      });
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      write(response, { type: 'shell.connection', state: 'connected' });
      onCount(streams.size);
    },
    send(message) {
      for (const [response, state] of streams) tell(response, state, message);
    },
    count: () => streams.size,
    close() {
      clearInterval(heartbeat);
      for (const response of streams.keys()) {
        write(response, { type: 'shell.connection', state: 'ended' });
        response.end();
      }
    },
  };
}
