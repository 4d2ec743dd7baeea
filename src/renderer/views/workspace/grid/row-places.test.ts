import { describe, expect, it } from 'vitest';
import { slicePlaces } from './row-places.ts';

describe('places of a slice', () => {
  const asked: number[] = [];
  const places = slicePlaces(1_000, 500, (place) => asked.push(place));

  it('are found both ways, and not outside of it', () => {
    expect([999, 1_000, 1_499, 1_500].map(places.rowOf)).toEqual([undefined, 0, 499, undefined]);
    expect(places.placeAt(499)).toBe(1_499);
  });

  it('are brought from another slice only where this one does not hold them', () => {
    places.bring(1_200);
    expect(places.bringNear(1_200)).toBe(true);
    expect(places.bringNear(2_000)).toBe(false);
    expect(asked).toEqual([]);
    places.bring(2_000);
    expect(asked).toEqual([2_000]);
  });
});
