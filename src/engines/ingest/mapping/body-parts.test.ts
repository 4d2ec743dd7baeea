/** The parts around a record give, with its text between them, the canonical body. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalBody } from '../../chain/record.ts';
import type { EventDraft, JsonObject } from '../../event/audit-event.ts';
import { canonicalize } from '../../kernel/canonical-json.ts';
import { bodyParts } from './body-parts.ts';

const origin = { source: 'ab'.repeat(32), offset: 4_294_967_296, length: 7, rawHash: 'cd'.repeat(32) };
const object = fc.dictionary(
  fc.constantFrom('message', 'event', 'fields', 'fieldsets', 'time', 'a', '__proto__', 'ü', '😀'),
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.integer())),
  { noNullPrototype: true },
) as fc.Arbitrary<JsonObject>;
const draft = fc.record({
  eventId: fc.string({ unit: 'grapheme' }),
  timestamp: fc.option(fc.constant('2024-01-01T00:00:00Z')),
  eventType: fc.string({ unit: 'grapheme' }),
  severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
  source: object,
  action: object,
  metadata: object,
}) as fc.Arbitrary<EventDraft>;

it('gives the canonical body of any draft', () => {
  fc.assert(
    fc.property(draft, object, (one, fields) => {
      one.metadata['fields'] = fields;
      const { before, after } = bodyParts(one, origin);
      expect(before + canonicalize(fields) + after).toBe(canonicalBody({ ...one, origin } as unknown as JsonObject));
    }),
    { numRuns: 500 },
  );
});

it.each(['eventId', 'eventType', 'timestamp'] as const)('refuses half a character in %s', (name) => {
  const one: EventDraft = {
    eventId: 'a',
    timestamp: null,
    eventType: 'b',
    severity: 'low',
    source: {},
    action: {},
    metadata: { fields: {} },
    [name]: '\ud83d',
  };
  expect(() => bodyParts(one, origin)).toThrow(expect.objectContaining({ reason: 'text-not-canonical' }));
});

it('allows as many levels as the body does, and not one more', () => {
  const nested = (depth: number): JsonObject => {
    let inner: JsonObject = {};
    for (let i = 1; i < depth; i += 1) inner = { a: inner };
    return inner;
  };
  const draftOf = (depth: number): EventDraft => ({
    eventId: 'a',
    timestamp: null,
    eventType: 'b',
    severity: 'low',
    source: {},
    action: nested(depth) as EventDraft['action'],
    metadata: { fields: {} },
  });
  const attempts = (depth: number): (() => unknown)[] => [
    () => canonicalBody({ ...draftOf(depth), origin } as unknown as JsonObject),
    () => bodyParts(draftOf(depth), origin),
  ];
  for (const attempt of attempts(62)) expect(attempt).not.toThrow();
  for (const attempt of attempts(63)) {
    expect(attempt).toThrow(expect.objectContaining({ reason: 'depth-exceeded' }));
  }
});
