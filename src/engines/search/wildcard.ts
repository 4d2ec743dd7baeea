/**
 * `*` any run of characters, `?` exactly one, over a whole text: no backtracking, so no pattern is slow.
 *
 * Pure. O(text) for pieces without `?`, O(text × piece / 32) for those with; a character is a code point.
 * The leftmost place for each piece between stars is always the best one, so no choice is ever taken back.
 * Trust: pattern from the person, text from a hostile log.
 */

/** A test for folded text against a folded pattern. */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return (text) => matchAt(text, 0, first) === text.length;
  const last = pieces.at(-1) ?? '';
  const finders = pieces
    .slice(1, -1)
    .filter((piece) => piece !== '')
    .map(compileFinder);
  return (text) => {
    let at = matchAt(text, 0, first);
    if (at < 0) return false;
    const end = matchBefore(text, last);
    if (end < at) return false;
    for (const find of finders) {
      at = find(text, at);
      if (at < 0 || at > end) return false;
    }
    return true;
  };
}

const sizeOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1);

/** Where the piece ends when it begins at `from`; -1 when it does not stand there. */
function matchAt(text: string, from: number, piece: string): number {
  let at = from;
  for (const character of piece) {
    const codePoint = text.codePointAt(at);
    if (codePoint === undefined) return -1;
    if (character !== '?' && character.codePointAt(0) !== codePoint) return -1;
    at += sizeOf(codePoint);
  }
  return at;
}

/** Where the piece begins when it ends with the text; -1 when it does not stand there. */
function matchBefore(text: string, piece: string): number {
  let at = text.length;
  for (const character of [...piece].toReversed()) {
    if (at <= 0) return -1;
    const unit = text.charCodeAt(at - 1);
    const isPair = unit >= 0xdc00 && unit <= 0xdfff && at > 1 && (text.codePointAt(at - 2) ?? 0) > 0xffff;
    at -= isPair ? 2 : 1;
    if (character !== '?' && character.codePointAt(0) !== text.codePointAt(at)) return -1;
  }
  return at;
}

/** Finds the piece at or after a place: where its first occurrence ends, or -1. */
function compileFinder(piece: string): (text: string, from: number) => number {
  if (!piece.includes('?')) {
    return (text, from) => {
      const at = text.indexOf(piece, from);
      return at < 0 ? -1 : at + piece.length;
    };
  }
  const characters = [...piece];
  if (characters.every((character) => character === '?')) {
    return (text, from) => matchAt(text, from, piece);
  }
  return compileShiftAnd(characters);
}

/**
 * Bit-parallel search: bit i of `state` says that the last i+1 characters match the first i+1 of the piece.
 *
 * Source: Baeza-Yates and Gonnet, "A new approach to text searching", CACM 35(10), 1992.
 */
function compileShiftAnd(characters: readonly string[]): (text: string, from: number) => number {
  const words = Math.ceil(characters.length / 32);
  const anyMask = new Int32Array(words);
  const masks = new Map<number, Int32Array>();
  for (const [i, character] of characters.entries()) {
    const bit = 1 << (i & 31);
    if (character === '?') {
      anyMask[i >> 5] = (anyMask[i >> 5] ?? 0) | bit;
      continue;
    }
    const codePoint = character.codePointAt(0) ?? 0;
    const mask = masks.get(codePoint) ?? new Int32Array(words);
    mask[i >> 5] = (mask[i >> 5] ?? 0) | bit;
    masks.set(codePoint, mask);
  }
  for (const mask of masks.values()) for (let w = 0; w < words; w++) mask[w] = (mask[w] ?? 0) | (anyMask[w] ?? 0);
  const lastBit = 1 << ((characters.length - 1) & 31);
  const state = new Int32Array(words);
  return (text, from) => {
    state.fill(0);
    for (let at = from; at < text.length; ) {
      const codePoint = text.codePointAt(at) ?? 0;
      at += sizeOf(codePoint);
      const mask = masks.get(codePoint) ?? anyMask;
      let carry = 1;
      for (let w = 0; w < words; w++) {
        const word = state[w] ?? 0;
        state[w] = ((word << 1) | carry) & (mask[w] ?? 0);
        carry = word >>> 31;
      }
      if (((state[words - 1] ?? 0) & lastBit) !== 0) return at;
    }
    return -1;
  };
}
