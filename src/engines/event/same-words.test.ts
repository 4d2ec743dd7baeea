import { describe, expect, it } from 'vitest';
import type { EventDraft } from './audit-event.ts';
import { wordsOf } from './same-words.ts';

const draft: EventDraft = {
  eventId: 'e1',
  timestamp: '2024-03-01T10:00:00Z',
  eventType: 'login',
  severity: 'low',
  source: { userId: 'ada', ip: '10.0.0.1' },
  action: { resource: '/a', method: 'GET', success: true },
  metadata: { host: { name: 'dc01' }, message: 'came in', fields: { pid: 1 } },
};

describe('two events', () => {
  it('say the same whatever their time, id and other fields are', () => {
    const later = { ...draft, eventId: 'e2', timestamp: null, metadata: { ...draft.metadata, fields: { pid: 2 } } };
    expect(wordsOf(later)).toBe(wordsOf(draft));
  });

  it.each([
    ['type', { eventType: 'logout' }],
    ['severity', { severity: 'high' }],
    ['user', { source: { ...draft.source, userId: 'Ada' } }],
    ['address', { source: { userId: 'ada' } }],
    ['resource', { action: { ...draft.action, resource: '/b' } }],
    ['method', { action: { ...draft.action, method: 'PUT' } }],
    ['outcome', { action: { ...draft.action, success: false } }],
    ['host', { metadata: { ...draft.metadata, host: { name: 'dc02' } } }],
    ['message', { metadata: { ...draft.metadata, message: 'came in ' } }],
  ] as const)('say something else where the %s differs', (_, change) => {
    expect(wordsOf({ ...draft, ...change })).not.toBe(wordsOf(draft));
  });

  it('are not told to say the same by values that run into each other', () => {
    const a = { ...draft, source: { userId: 'x","y' }, action: {}, metadata: {} };
    const b = { ...draft, source: { userId: 'x', ip: 'y' }, action: {}, metadata: {} };
    expect(wordsOf(a)).not.toBe(wordsOf(b));
  });
});
