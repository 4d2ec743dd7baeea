import { describe, expect, it } from 'vitest';
import type { CommandContext } from './command.ts';
import { foldedLines, readFolded } from './folded-search.ts';

const words = ['a', 'b', 'b', 'b', 'b', 'b', 'c', 'c', 'd'];
const at = (second: number): string => new Date(Date.UTC(2024, 2, 1, 10, 0, second)).toISOString();

/** A host that reads two events a call, however many it is asked for, and tells what it was asked. */
function slowHost() {
  const asked: { offset: number; limit: number }[] = [];
  const call = async (name: string, { offset, limit }: { offset: number; limit: number }) => {
    expect(name).toBe('search.fold');
    asked.push({ offset, limit });
    const runs: { count: number; offset: number }[] = [];
    let next = offset;
    for (; next < Math.min(words.length, offset + 2); next++) {
      const last = runs.at(-1);
      if (next > offset && words[next] === words[next - 1] && last !== undefined) last.count++;
      else if (runs.length < limit) runs.push({ count: 1, offset: next });
      else break;
    }
    const value = {
      runs: runs.map((run, i) => ({
        ...run,
        event: { seq: run.offset, severity: 'low', eventType: 'login', metadata: { message: words[run.offset] } },
        firstTime: at(run.offset),
        lastTime: at(run.offset + run.count - 1),
        seqs: [[run.offset, run.offset + run.count - 1]],
        continues: i === 0 && words[run.offset] === words[run.offset - 1],
        goesOn: i === runs.length - 1 && next < words.length,
      })),
      nextOffset: next < words.length ? next : null,
    };
    return { ok: true, value };
  };
  const context = { host: { call }, signal: new AbortController().signal } as unknown as CommandContext;
  return { context, asked };
}

const read = (limit: number, offset = 0) => {
  const host = slowHost();
  return readFolded(host.context, { handle: 'h', query: '', order: 'oldest', limit, offset });
};

describe('a folded search on the command line', () => {
  it('reads every run to its end, also the last one asked for', async () => {
    const { runs, nextOffset } = await read(2);
    expect(runs.map(({ count }) => count)).toEqual([1, 5]);
    expect(nextOffset).toBe(6);
  });

  it('goes on where it said', async () => {
    const first = await read(2);
    const rest = await read(100, first.nextOffset ?? -1);
    expect(rest.runs.map(({ offset, count }) => [offset, count])).toEqual([
      [6, 2],
      [8, 1],
    ]);
    expect(rest.nextOffset).toBeNull();
  });

  it('says how many events the rows stand for', async () => {
    const lines = foldedLines(await read(2), 9);
    expect(lines.find((line) => line.includes('x5'))).toContain(`${at(1)}  ${at(5)}`);
    expect(lines.slice(-2)).toEqual(['2 rows for 6 events of 9', 'The next rows: --offset 6']);
    expect(foldedLines({ runs: [], nextOffset: null }, 0)).toEqual(['No event matches.']);
  });
});
