/** Whole numbers in ascending order as ranges, in little memory. Pure. */
export class Ranges {
  readonly list: [from: number, to: number][] = [];
  count = 0;

  add(from: number, to = from): void {
    const last = this.list.at(-1);
    this.count += to - from + 1;
    if (last !== undefined && last[1] === from - 1) last[1] = to;
    else this.list.push([from, to]);
  }

  has(number: number): boolean {
    let [low, high] = [0, this.list.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const [from, to] = this.list[middle] as [number, number];
      if (number < from) high = middle - 1;
      else if (number > to) low = middle + 1;
      else return true;
    }
    return false;
  }
}
