import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ShellMessage } from '../../shared/transport.ts';
import { createEventStreams, MAX_QUEUED_BYTES } from './event-stream.ts';

const progress = (done: number): ShellMessage => ({
  type: 'job.progress',
  jobId: 'j',
  operation: 'ingest.start',
  phase: 'ingest',
  unit: 'bytes',
  done,
  total: null,
  label: 'x\n\ndata: {"type":"forged"}\u2028'.padEnd(10_000, 'y'),
});

describe('a window that reads too slowly', () => {
  it('is told how many messages it lost, and loses none without being told', async () => {
    const counts: number[] = [];
    const streams = createEventStreams((count) => counts.push(count));
    const server = createServer((_, response) => streams.add(response));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const messages: ShellMessage[] = [];
    let rest = '';
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) => {
      get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, resolve);
    });
    const total = 3000;
    // Nobody reads: what the system does not buffer waits here, up to the bound.
    for (let i = 0; i < total; i += 1) streams.send(progress(i));
    response.setEncoding('utf8');
    const isOver = new Promise<void>((resolve) => {
      response.on('data', (text: string) => {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) messages.push(JSON.parse(block.slice('data: '.length)) as ShellMessage);
        if (messages.some(({ type }) => type === 'shell.lagged')) resolve();
      });
    });
    await isOver;
    const lost = messages.find((message) => message.type === 'shell.lagged')?.lost ?? 0;
    const got = messages.filter(({ type }) => type === 'job.progress').length;
    expect(messages[0]).toEqual({ type: 'shell.connection', state: 'connected' });
    expect(got + lost).toBe(total);
    expect(lost).toBeGreaterThan(0);
    expect((got * 10_000) / MAX_QUEUED_BYTES).toBeGreaterThan(0.5);
    streams.send(progress(-1));
    await expect.poll(() => messages.at(-1)).toMatchObject({ done: -1 });
    streams.close();
    await expect.poll(() => messages.at(-1)).toEqual({ type: 'shell.connection', state: 'ended' });
    await expect.poll(() => counts).toEqual([1, 0]);
    server.close();
  });
});
