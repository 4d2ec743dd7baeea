/**
 * Which events one star, tag or colour stands on, after acts that put it on and take it off.
 *
 * Pure. The newest act over an event decides. Acts are only noted when they come; the set is made when somebody asks: in
 * O(ranges) for a few new ones, O(n log n) over all boundaries else, however the acts overlap.
 */
import { appendRange, NO_SEQS, type SeqRanges, subtractRanges, uniteRanges } from '../kernel/seq-ranges.ts';

interface Act {
  /** Place in the log: the greater one is the newer. */
  readonly order: number;
  readonly isOn: boolean;
  readonly targets: SeqRanges;
}

/** So many new acts are laid over the known set one by one. */
const MAX_OVERLAID = 4;

export class TargetSet {
  readonly #acts = new Map<number, Act>();
  #known: SeqRanges = NO_SEQS;
  /** Acts that `#known` does not hold yet, newer than all it holds; undefined: it must be made anew. */
  #pending: Act[] | undefined = [];
  #newest = -1;

  add(act: Act): void {
    const isNewest = act.order > this.#newest;
    this.#acts.set(act.order, act);
    if (isNewest && this.#pending !== undefined && this.#pending.length < MAX_OVERLAID) this.#pending.push(act);
    else this.#pending = undefined;
    this.#newest = Math.max(this.#newest, act.order);
  }

  remove(order: number): void {
    if (this.#acts.delete(order)) this.#pending = undefined;
  }

  /** The events it stands on. Not to be changed. */
  get targets(): SeqRanges {
    if (this.#pending === undefined) this.#known = newestDecides([...this.#acts.values()]);
    else {
      for (const { isOn, targets } of this.#pending) {
        this.#known = isOn ? uniteRanges([this.#known, targets]) : subtractRanges(this.#known, targets);
      }
    }
    this.#pending = [];
    return this.#known;
  }
}

/** A sweep over all boundaries: at each place the newest act that covers it decides. */
function newestDecides(acts: readonly Act[]): SeqRanges {
  if (acts.every(({ isOn }) => isOn)) return uniteRanges(acts.map(({ targets }) => targets));
  const starts: { first: number; last: number; order: number; isOn: boolean }[] = [];
  for (const { order, isOn, targets } of acts) {
    for (let i = 0; i < targets.length; i += 2) starts.push({ first: targets[i]!, last: targets[i + 1]!, order, isOn });
  }
  starts.sort((a, b) => a.first - b.first);
  const open = new NewestFirst();
  const on: number[] = [];
  let next = 0;
  let at = 0;
  for (;;) {
    for (; next < starts.length && starts[next]!.first <= at; next++) open.push(starts[next]!);
    while (open.top !== undefined && open.top.last < at) open.pop();
    const { top } = open;
    const following = starts[next]?.first;
    if (top === undefined) {
      if (following === undefined) break;
      at = following;
      continue;
    }
    const end = following === undefined ? top.last : Math.min(top.last, following - 1);
    if (top.isOn) appendRange(on, at, end);
    at = end + 1;
  }
  return new Float64Array(on);
}

type Open = { last: number; order: number; isOn: boolean };

/** A binary heap, newest act at the top. */
class NewestFirst {
  readonly #items: Open[] = [];

  get top(): Open | undefined {
    return this.#items[0];
  }

  push(item: Open): void {
    const items = this.#items;
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (items[parent]!.order >= item.order) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  pop(): void {
    const items = this.#items;
    const moved = items.pop();
    if (moved === undefined || items.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1]!.order > items[child]!.order) child++;
      if (items[child]!.order <= moved.order) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = moved;
  }
}
