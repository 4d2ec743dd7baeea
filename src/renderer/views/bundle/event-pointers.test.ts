import { describe, expect, it } from 'vitest';
import { isPointer } from './bundle-form.ts';
import { eventParts } from './event-pointers.ts';
import { earlierBundles } from './earlier-bundles.ts';

type Events = Parameters<typeof eventParts>[0];

describe('the parts of events', () => {
  it('are pointed to as the redaction takes them, the most frequent first, lists as a whole', () => {
    const events = [
      { source: { ip: '10.0.0.1' }, metadata: { message: 'm', tags: ['a', 'b'], fields: { 'a/b~c': 'x', '': 'y' } } },
      { source: { ip: '10.0.0.2' }, metadata: {}, action: { success: false, details: null } },
    ] as unknown as Events;
    const parts = eventParts(events);
    expect(parts).toEqual([
      { pointer: '/body/source/ip', events: 2, example: '10.0.0.1' },
      { pointer: '/body/action/success', events: 1, example: 'false' },
      { pointer: '/body/metadata/fields/a~1b~0c', events: 1, example: 'x' },
      { pointer: '/body/metadata/message', events: 1, example: 'm' },
      { pointer: '/body/metadata/tags', events: 1, example: '["a","b"]' },
    ]);
    expect(parts.every(({ pointer }) => isPointer(pointer))).toBe(true);
  });
});

describe('the bundles before', () => {
  it('are those that the log says were made, the newest first', () => {
    const record = (seq: number, body: Parameters<typeof earlierBundles>[0][number]['body']) => ({
      seq,
      kind: 'export',
      at: '',
      body,
    });
    expect(
      earlierBundles([
        record(1, { bundleId: 'a', path: '/a' }),
        record(2, { path: '/rows.csv', format: 'csv' }),
        record(3, { bundleId: 'b', path: '/b' }),
        record(4, { act: 'abandoned', of: 3, bundleId: 'b' }),
        record(5, { bundleId: 'c', path: '/c' }),
      ]),
    ).toEqual([
      { bundleId: 'c', seq: 5, path: '/c' },
      { bundleId: 'a', seq: 1, path: '/a' },
    ]);
  });
});
