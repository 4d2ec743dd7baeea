import { describe, expect, it } from 'vitest';
import { createReadAhead } from './read-ahead.ts';

function create() {
  const asked: number[] = [];
  const answers = new Map<number, PromiseWithResolvers<string>>();
  const ahead = createReadAhead({
    blockRows: 50,
    gridBlocks: 3,
    read: (startRow) => {
      asked.push(startRow);
      const answer = Promise.withResolvers<string>();
      answers.set(startRow, answer);
      return answer.promise;
    },
  });
  return { ahead, asked, answers };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('createReadAhead', () => {
  it('asks for the blocks of rows that come on screen, and gives them to the grid without asking again', async () => {
    const { ahead, asked, answers } = create();
    ahead.expect(120, 160);
    expect(asked).toEqual([100, 150]);
    const block = ahead.take(150);
    answers.get(150)?.resolve('rows');
    expect(await block).toBe('rows');
    expect(asked).toEqual([100, 150]);
  });

  it('asks at once for what was not expected', () => {
    const { ahead, asked } = create();
    void ahead.take(500);
    expect(asked).toEqual([500]);
  });

  it('has two calls under way at most, then goes on with the place scrolled to last', async () => {
    const { ahead, asked, answers } = create();
    ahead.expect(0, 60);
    ahead.expect(1_000, 1_010);
    ahead.expect(2_000, 2_010);
    expect(asked).toEqual([0, 50]);
    answers.get(0)?.resolve('rows');
    await settled();
    expect(asked).toEqual([0, 50, 2_000]);
  });

  it('does not ask for a block that the grid has, but does for one that it has let go', async () => {
    const { ahead, asked, answers } = create();
    for (const row of [0, 50, 100]) {
      const block = ahead.take(row);
      answers.get(row)?.resolve('rows');
      await block;
    }
    ahead.expect(0, 10);
    expect(asked).toEqual([0, 50, 100]);
    void ahead.take(150);
    ahead.expect(0, 10);
    expect(asked).toEqual([0, 50, 100, 150, 0]);
  });

  it('asks anew for a block that could not be read ahead', async () => {
    const { ahead, asked, answers } = create();
    ahead.expect(0, 10);
    answers.get(0)?.reject(new Error('no'));
    await settled();
    const block = ahead.take(0);
    expect(asked).toEqual([0, 0]);
    answers.get(0)?.resolve('rows');
    expect(await block).toBe('rows');
  });
});
