/**
 * Small draws that several parts of the scenario share.
 *
 * Pure.
 */
import { END_MS, START_MS } from './company.ts';
import type { Prng } from './prng.ts';

export const port = (prng: Prng): number => prng.int(49_152, 65_535);

export const anyMoment = (prng: Prng): number => START_MS + Math.floor(prng.unit() * (END_MS - START_MS));

export const repeat = (count: number, act: (at: number) => void): void => {
  for (let at = 0; at < count; at++) act(at);
};

/** Internet hosts that knock at every door. */
export const scannerIp = (prng: Prng): string =>
  prng.chance(0.5) ? `203.0.113.${prng.int(1, 50)}` : `198.51.100.${prng.int(1, 20)}`;

export const customerIp = (prng: Prng): string => `198.51.100.${prng.int(120, 250)}`;
