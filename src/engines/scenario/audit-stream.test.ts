import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateAuditLines } from './audit-stream.ts';

const linesOf = (chunks: Iterable<string>): string[] => [...chunks].join('').split('\n').slice(0, -1);

interface Line {
  eventId: string;
  timestamp: string;
  source: object;
  action: { details: object };
  metadata: { message: string };
}
const parse = (line: string): Line => JSON.parse(line) as Line;

describe('the audit stream', () => {
  it('gives exactly as many lines as asked for, each a whole JSON object', () => {
    expect([0, 1, 777].map((count) => linesOf(generateAuditLines(1, count)).map(parse).length)).toEqual([0, 1, 777]);
  });

  it('is the same for the same seed, whatever was asked for before', () => {
    const digest = (seed: number): string =>
      createHash('sha256')
        .update([...generateAuditLines(seed, 3000)].join(''))
        .digest('hex');
    const first = digest(5);
    expect([digest(5) === first, digest(6) === first]).toEqual([true, false]);
  });

  it('has lines of 899 bytes on average, in chunks of about 64 KiB', () => {
    const chunks = [...generateAuditLines(1, 20_000)];
    const bytes = chunks.reduce((sum, chunk) => sum + new TextEncoder().encode(chunk).length, 0);
    expect(Math.abs(bytes / 20_000 - 899)).toBeLessThan(2);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(65_536 + 2000);
    expect(chunks.every((chunk) => chunk.endsWith('\n'))).toBe(true);
  });

  it('has twenty fields beside the details', () => {
    const [line] = linesOf(generateAuditLines(1, 1)).map(parse);
    const leaves = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? Object.values(value).reduce((sum: number, one) => sum + leaves(one), 0)
        : 1;
    expect(leaves(line) - leaves(line?.action.details)).toBe(20);
  });

  it('spreads rising times over thirty days and never repeats an id', () => {
    const lines = linesOf(generateAuditLines(1, 5000)).map(parse);
    const times = lines.map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted());
    expect([times[0], times.at(-1)?.slice(0, 10)]).toEqual(['2025-01-01T00:00:00.000Z', '2025-01-30']);
    expect(new Set(lines.map(({ eventId }) => eventId)).size).toBe(5000);
  });

  it('has messages of twelve words with a few frequent and many rare ones', () => {
    const messages = linesOf(generateAuditLines(1, 10_000)).map((line) => parse(line).metadata.message.split(' '));
    expect(messages.every((words) => words.length === 12)).toBe(true);
    const counts = new Map<string, number>();
    for (const word of messages.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
    const sorted = [...counts.values()].toSorted((one, two) => two - one);
    const share = (rank: number): number => (sorted[rank - 1] ?? 0) / 120_000;
    // Zipf over 6,000 words: the first has 1/9.28 of all.
    expect(share(1)).toBeCloseTo(1 / 9.28, 1);
    expect(share(1) / share(10)).toBeGreaterThan(6);
    expect(sorted.length).toBeGreaterThan(4000);
  });

  it('adds address, port and an id of its own to each message on request', () => {
    const messages = linesOf(generateAuditLines(1, 2000, { realistic: true })).map(
      (line) => parse(line).metadata.message,
    );
    const tails = messages.map((message) => / from (10\.\d+\.\d+\.\d+) port (\d+) id ([0-9a-f]{16})$/.exec(message));
    expect(tails.filter((tail) => tail === null)).toEqual([]);
    expect(new Set(tails.map((tail) => tail?.[3])).size).toBe(2000);
  });
});
