import { describe, expect, it } from 'vitest';
import { Prng } from '../scenario/prng.ts';
import {
  floorPercent,
  pointsOf,
  sampleFor,
  type ScoredRequirement,
  scoreFramework,
  scoreRequirement,
  upperLimit,
} from './score.ts';

const SEED = 20_260_301;
const CASES = 20_000;

function randomRequirements(prng: Prng): ScoredRequirement[] {
  return Array.from({ length: prng.int(1, 12) }, () => ({
    weight: prng.int(1, 5),
    checks: Array.from({ length: prng.int(1, 5) }, () => ({
      weight: prng.pick([1, 2, 3, 5]),
      points: prng.chance(0.3) ? null : prng.chance(0.3) ? 1 : prng.chance(0.3) ? 0 : prng.unit(),
    })),
  }));
}

const places = (requirements: readonly ScoredRequirement[]): [number, number][] =>
  requirements.flatMap(({ checks }, one) => checks.map((_, two) => [one, two] as [number, number]));
const withPoints = (requirements: readonly ScoredRequirement[], [one, two]: [number, number], points: number | null) =>
  requirements.map((requirement, at) => ({
    ...requirement,
    checks: requirement.checks.map((check, place) => (at === one && place === two ? { ...check, points } : check)),
  }));
const TINY = 1e-12;

describe(`the score, over ${CASES} random cases (seed ${SEED})`, () => {
  it('never demonstrates more when evidence is lost, and never lowers the ceiling', () => {
    const prng = new Prng(SEED);
    const failures: string[] = [];
    for (let run = 0; run < CASES; run += 1) {
      const before = randomRequirements(prng);
      const after = withPoints(before, prng.pick(places(before)), null);
      const [one, two] = [scoreFramework(before), scoreFramework(after)];
      if (two.demonstrated > one.demonstrated + TINY || two.ceiling < one.ceiling - TINY)
        failures.push(`case ${run} of seed ${SEED}: ${JSON.stringify([one, two])}`);
    }
    expect(failures).toEqual([]);
  });

  it('only narrows what is possible when evidence is added', () => {
    const prng = new Prng(SEED + 1);
    const failures: string[] = [];
    for (let run = 0; run < CASES; run += 1) {
      const before = randomRequirements(prng);
      const empty = places(before).filter(([one, two]) => before[one]?.checks[two]?.points === null);
      if (empty.length === 0) continue;
      const after = withPoints(before, prng.pick(empty), prng.unit());
      const [one, two] = [scoreFramework(before), scoreFramework(after)];
      if (two.demonstrated < one.demonstrated - TINY || two.ceiling > one.ceiling + TINY)
        failures.push(`case ${run} of seed ${SEED + 1}: ${JSON.stringify([one, two])}`);
    }
    expect(failures).toEqual([]);
  });

  it('is the product of coverage and what was assessed, and 100 only where all was assessed without exception', () => {
    const prng = new Prng(SEED + 2);
    const failures: string[] = [];
    for (let run = 0; run < CASES; run += 1) {
      const requirements = randomRequirements(prng);
      const { coverage, onAssessed, demonstrated, ceiling } = scoreFramework(requirements);
      const isPerfect = requirements.every(({ checks }) => checks.every(({ points }) => points === 1));
      const isRight =
        Math.abs(demonstrated - coverage * (onAssessed ?? 0)) < 1e-9 &&
        Math.abs(ceiling - (demonstrated + 1 - coverage)) < 1e-9 &&
        demonstrated >= 0 &&
        ceiling <= 1 + 1e-9 &&
        demonstrated > 1 - TINY === isPerfect &&
        (onAssessed === null) === (coverage === 0);
      if (!isRight) failures.push(`case ${run} of seed ${SEED + 2}`);
    }
    expect(failures).toEqual([]);
  });

  it('adds up from its checks: each point is the weight of a named check', () => {
    const prng = new Prng(SEED + 3);
    for (let run = 0; run < 2000; run += 1) {
      const requirements = randomRequirements(prng);
      const all = requirements.reduce((sum, { weight }) => sum + weight, 0);
      const parts = requirements.flatMap(({ weight, checks }) => {
        const own = checks.reduce((sum, check) => sum + check.weight, 0);
        return checks.map((check) => (weight / all) * (check.weight / own) * (check.points ?? 0));
      });
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(scoreFramework(requirements).demonstrated, 9);
    }
  });
});

/**
 * The same facts under different conditions: 16 requirements of two checks. Of the 32 checks 25 are clean; the others
 * have exceptions at these rates, tolerance 10 %, the last two zero tolerance.
 */
const RATES = [0.02, 0.04, 0.05, 0.2, 0.3, 0.01, 0.5];
const UNITS = 200;
interface Facts {
  population: number;
  exceptions: number;
  zeroTolerance: boolean;
}
const FACTS: readonly Facts[] = Array.from({ length: 32 }, (_, place) => {
  const rate = place % 4 === 1 ? RATES[(place - 1) / 4] : undefined;
  return { population: UNITS, exceptions: (rate ?? 0) * UNITS, zeroTolerance: place >= 21 };
});

function simulate(facts: readonly (Facts | null)[]): (number | null)[] {
  const requirements = Array.from({ length: 16 }, (_, at) => ({
    weight: (at % 5) + 1,
    checks: [0, 1].map((side) => {
      const one = facts[2 * at + side] ?? null;
      const tolerance = { zeroTolerance: one?.zeroTolerance === true, ineffectiveAtRate: 0.1 };
      return { weight: side === 0 ? 3 : 5, points: one === null ? null : pointsOf(one, tolerance, false) };
    }),
  }));
  const { onAssessed, coverage, demonstrated, ceiling } = scoreFramework(requirements);
  return [onAssessed, coverage, demonstrated, ceiling].map((ratio) => (ratio === null ? null : floorPercent(ratio)));
}

describe('the same facts under different conditions', () => {
  const base = simulate(FACTS);
  const scaled = (by: number): Facts[] =>
    FACTS.map((one) => ({ ...one, population: one.population * by, exceptions: one.exceptions * by }));
  it('give the same numbers with ten times the volume', () => {
    expect(base[1]).toBe(100);
    expect(base[0]).toBe(base[2]);
    expect(base[2]).toBe(base[3]);
    expect(simulate(scaled(10))).toEqual(base);
  });

  it('give the same numbers when one clean check is a thousand times as loud', () => {
    expect(simulate(FACTS.map((one, at) => (at === 0 ? { ...one, population: one.population * 1000 } : one)))).toEqual(
      base,
    );
  });

  it('fall in what is demonstrated when the logs of all failing checks are lost, though what is left looks perfect', () => {
    const [onAssessed, coverage, demonstrated, ceiling] = simulate(
      FACTS.map((one) => (one.exceptions > 0 ? null : one)),
    );
    expect(onAssessed).toBe(100);
    expect(demonstrated).toBe(coverage);
    expect(demonstrated).toBeLessThanOrEqual(base[2] ?? 0);
    expect(ceiling).toBe(100);
  });

  it('are a dash, 0, 0 and 100 without any evidence', () => {
    expect(simulate(FACTS.map(() => null))).toEqual([null, 0, 0, 100]);
  });

  it('show one critical exception among clean checks as what it weighs', () => {
    const clean = FACTS.map((one) => ({ ...one, exceptions: 0 }));
    const one = clean.map((each, at) => (at === 31 ? { ...each, exceptions: 1 } : each));
    // Requirement 16 has weight 1 of 46, its second check 5 of 8: 1 - 5 / (46 * 8).
    expect(simulate(one)).toEqual([98.6, 100, 98.6, 98.6]);
  });

  it('leave room for what was not assessed', () => {
    const clean = FACTS.map((one, at) => (at < 8 ? { ...one, exceptions: 0 } : null));
    // Requirements 1 to 4 weigh 10 of 46.
    expect(simulate(clean)).toEqual([100, 21.7, 21.7, 100]);
  });

  it('settle as data grow: the same rate, in more units', () => {
    const prng = new Prng(SEED + 4);
    const spread = [50, 200, 800, 3200].map((units) => {
      const runs = Array.from({ length: 400 }, () => {
        let exceptions = 0;
        for (let unit = 0; unit < units; unit += 1) if (prng.chance(0.02)) exceptions += 1;
        return (
          100 * pointsOf({ population: units, exceptions }, { zeroTolerance: false, ineffectiveAtRate: 0.1 }, false)
        );
      });
      const mean = runs.reduce((sum, one) => sum + one, 0) / runs.length;
      return [mean, Math.sqrt(runs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / runs.length)] as const;
    });
    for (const [mean] of spread) expect(Math.abs(mean - 80)).toBeLessThan(3);
    const deviations = spread.map(([, deviation]) => deviation);
    // 20.7, 10.3, 4.7, 2.5 in the study that fixed the score.
    [20, 10, 5, 2.5].forEach((expected, at) =>
      expect(Math.abs((deviations[at] ?? 0) - expected)).toBeLessThan(expected * 0.2),
    );
  });
});

describe('small sums', () => {
  it('give points by tolerance, by zero tolerance, and by share', () => {
    const tolerance = { zeroTolerance: false, ineffectiveAtRate: 0.1 };
    expect(pointsOf({ population: 100, exceptions: 5 }, tolerance, false)).toBeCloseTo(0.5);
    expect(pointsOf({ population: 100, exceptions: 10 }, tolerance, false)).toBe(0);
    expect(pointsOf({ population: 100, exceptions: 30 }, tolerance, true)).toBeCloseTo(0.7);
    expect(pointsOf({ population: 1000, exceptions: 1 }, { ...tolerance, zeroTolerance: true }, false)).toBe(0);
    expect(
      scoreRequirement({
        checks: [
          { weight: 3, points: 1 },
          { weight: 1, points: null },
        ],
      }),
    ).toEqual({ assessedShare: 0.75, points: 1 });
  });

  it('know the limits of a sample: 3 of 118 may be 6.4 %, none of 118 may be 2.5 %', () => {
    expect(upperLimit(3, 118)).toBeCloseTo(0.064, 3);
    expect(upperLimit(0, 118)).toBeCloseTo(0.025, 3);
    expect(upperLimit(5, 5)).toBe(1);
    expect([sampleFor(0.05), sampleFor(0.1), sampleFor(1)]).toEqual([59, 29, 1]);
  });

  it('never round up', () => {
    expect([floorPercent(0.9999), floorPercent(0.747), floorPercent(1), floorPercent(0.3)]).toEqual([
      99.9, 74.7, 100, 30,
    ]);
  });
});
