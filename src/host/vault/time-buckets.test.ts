import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOver, rangeOf } from './time-buckets.ts';

const timeUs = fc.integer({ min: 0, max: 7_258_118_399_999_999 });

describe('buckets over a stretch of time', () => {
  it('hold every moment of it, are of whole seconds, and about as many as were asked for', () => {
    fc.assert(
      fc.property(timeUs, timeUs, fc.integer({ min: 1, max: 2_000 }), (a, b, wanted) => {
        const range = { fromUs: Math.min(a, b), toUs: Math.max(a, b) + 1 };
        const { bucketUs, firstBucket, bucketCount } = bucketsOver(range, wanted);
        for (const us of [range.fromUs, range.toUs - 1]) {
          const bucket = Math.floor(us / bucketUs) - firstBucket;
          expect(bucket >= 0 && bucket < bucketCount).toBe(true);
        }
        expect(bucketUs % 1_000_000).toBe(0);
        expect(bucketCount).toBeLessThanOrEqual(wanted + 2);
      }),
    );
  });

  it('have widths as people count time', () => {
    const widthOf = (seconds: number, wanted: number) =>
      bucketsOver({ fromUs: 0, toUs: seconds * 1e6 }, wanted).bucketUs / 1e6;
    expect([widthOf(1, 60), widthOf(3_600, 60), widthOf(100_000, 60), widthOf(86_400 * 365, 60)]).toEqual([
      1, 60, 1_800, 604_800,
    ]);
  });

  it('are none without a range', () => {
    expect(bucketsOver(undefined, 60).bucketCount).toBe(0);
  });
});

describe('what times span', () => {
  it('is cut to the window, and nothing where they do not meet', () => {
    const spans = [
      { minTimeUs: 10, maxTimeUs: 20 },
      { minTimeUs: null, maxTimeUs: null },
      { minTimeUs: 5, maxTimeUs: 12 },
    ];
    expect(rangeOf(spans, {})).toEqual({ fromUs: 5, toUs: 21 });
    expect(rangeOf(spans, { fromUs: 7, toUs: 9 })).toEqual({ fromUs: 7, toUs: 9 });
    expect(rangeOf(spans, { fromUs: 21 })).toBeUndefined();
    expect(rangeOf([], {})).toBeUndefined();
  });
});
