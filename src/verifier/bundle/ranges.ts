/** Whole numbers in ascending order as ranges, in little memory. Pure. Questions are O(log n): a bundle may hold any number. */
export class Ranges {
  readonly list: [from: number, to: number][] = [];
  /** How many numbers stand in the ranges before each. */
  readonly #before: number[] = [];
  count = 0;

  /** @param from above every number so far */
  add(from: number, to = from): void {
    const last = this.list.at(-1);
    if (last !== undefined && last[1] === from - 1) last[1] = to;
    else {
      this.list.push([from, to]);
      this.#before.push(this.count);
    }
    this.count += to - from + 1;
  }

  has(number: number): boolean {
    return this.countWithin(number, number) === 1;
  }

  /** How many of the numbers from `from` to `to`, both inside, are here. */
  countWithin(from: number, to: number): number {
    return this.#countBelow(to + 1) - this.#countBelow(from);
  }

  #countBelow(number: number): number {
    let [low, high] = [0, this.list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.list[middle] as [number, number])[0] < number) low = middle + 1;
      else high = middle;
    }
    const range = this.list[low - 1];
    if (range === undefined) return 0;
    return (this.#before[low - 1] as number) + Math.min(range[1], number - 1) - range[0] + 1;
  }
}
