/** Tallies add up to the same whatever the pieces, stay bounded, and survive being stored. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addTally,
  emptyTally,
  gapsOf,
  MAX_EXAMPLES,
  packTally,
  tallyEvent,
  tallyFromJson,
  tallyNote,
  tallyRejection,
  tallyToJson,
  type Tally,
} from './tally.ts';

const HOUR_US = 3_600_000_000;
const START_US = Date.UTC(2026, 0, 1) * 1000;

type Step =
  | { what: 'event'; offsetUs: number | null; isAmbiguous: boolean }
  | { what: 'rejection'; reason: string }
  | { what: 'note' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    what: fc.constant('event' as const),
    offsetUs: fc.option(fc.integer({ min: 0, max: 200 * HOUR_US })),
    isAmbiguous: fc.boolean(),
  }),
  fc.record({ what: fc.constant('rejection' as const), reason: fc.constantFrom('bad-json', 'bad-time') }),
  fc.record({ what: fc.constant('note' as const) }),
);

function tallyOf(steps: readonly Step[]): Tally {
  const tally = emptyTally();
  for (const it of steps) {
    if (it.what === 'rejection') tallyRejection(tally, { reason: it.reason, offset: 1, length: 2, message: 'm' });
    else if (it.what === 'note') tallyNote(tally, { kind: 'file-dirty', level: 'info', offset: 0, message: 'm' });
    else if (it.offsetUs === null) tallyEvent(tally, null, Number.NaN, it.isAmbiguous);
    else tallyEvent(tally, `t${it.offsetUs}`, START_US + it.offsetUs, it.isAmbiguous);
  }
  return tally;
}

describe('a tally', () => {
  it('is the same in one go and in any pieces, and through its stored form', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.array(fc.nat(300), { maxLength: 6 }), (steps, cuts) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, steps.length)).toSorted((a, b) => a - b), steps.length];
        const sum = emptyTally();
        for (let i = 1; i < places.length; i++) {
          addTally(sum, packTally(tallyFromJson(tallyToJson(tallyOf(steps.slice(places[i - 1], places[i]))))));
        }
        const whole = tallyOf(steps);
        expect(packTally(sum)).toEqual(packTally(whole));
        expect(gapsOf(sum)).toEqual(gapsOf(whole));
        expect(packTally(tallyFromJson(tallyToJson(whole)))).toEqual(packTally(whole));
      }),
    );
  });

  it('counts an event with a time nobody can place as one without time', () => {
    const tally = emptyTally();
    tallyEvent(tally, '2026-01-01T00:00:00Z', Number.NaN, false);
    expect(tally).toMatchObject({ eventCount: 1, withoutTimeCount: 1, firstTime: null, lastTime: null });
  });

  it('goes on counting where it stops to keep examples', () => {
    const tally = emptyTally();
    for (let i = 0; i < 1000; i++) {
      tallyRejection(tally, { reason: 'bad-json', offset: i, length: 1, message: 'm' });
      tallyNote(tally, { kind: 'slack-record', level: 'info', offset: i, message: 'm' });
    }
    addTally(tally, packTally(tallyOf([{ what: 'rejection', reason: 'bad-time' }])));
    expect(tally.rejections.map(({ offset }) => offset)).toEqual(Array.from({ length: MAX_EXAMPLES }, (_, i) => i));
    expect(tally.rejectedByReason).toEqual({ 'bad-json': 1000, 'bad-time': 1 });
    expect([tally.rejectedCount, tally.noteCount, tally.notes.length]).toEqual([1001, 1000, 500]);
  });
});

describe('the gaps of a source', () => {
  const at = (...hours: number[]): Tally =>
    tallyOf(hours.map((hour) => ({ what: 'event', offsetUs: hour * HOUR_US, isAmbiguous: false })));

  it('are the stretches of an hour and more between neighbours in time, longest first', () => {
    expect(gapsOf(at(0, 8, 0.5, 1.6, 8.999))).toEqual([
      { from: '2026-01-01T01:36:00.000Z', to: '2026-01-01T08:00:00.000Z', seconds: 23_040 },
      { from: '2026-01-01T00:30:00.000Z', to: '2026-01-01T01:36:00.000Z', seconds: 3960 },
    ]);
  });

  it('are ten at most, and none where events are dense', () => {
    expect(gapsOf(at(...Array.from({ length: 40 }, (_, i) => i * (i + 1))))).toHaveLength(10);
    expect(gapsOf(at(...Array.from({ length: 40 }, (_, i) => i * 0.9)))).toEqual([]);
    expect(gapsOf(emptyTally())).toEqual([]);
  });
});
