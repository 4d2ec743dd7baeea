/**
 * A QR code for short texts: bytes, error correction level M (15 %), versions 1 to 10.
 *
 * Pure and deterministic: the same text gives the same picture. About 1 ms. Source: ISO/IEC 18004:2015 §7-8.
 * Differences: no other mode, level or version: a head fits version 8.
 */
import { reedSolomon } from './reed-solomon.ts';

/** Per version from 1: error correction bytes a block, then the data bytes of each block. Level M (table 9). */
const BLOCKS: readonly (readonly [correction: number, ...data: number[]])[] = [
  [10, 16],
  [16, 28],
  [26, 44],
  [18, 32, 32],
  [24, 43, 43],
  [16, 27, 27, 27, 27],
  [18, 31, 31, 31, 31],
  [22, 38, 38, 39, 39],
  [22, 36, 36, 36, 37, 37],
  [26, 43, 43, 43, 43, 44],
];
/** Centres of alignment patterns, per version from 1 (annex E). */
const ALIGNMENT: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];
const BYTE_MODE = 0b0100;
const LEVEL_M = 0b00;

/** Rows of modules, dark is true; without the quiet zone of four modules around. */
export type QrCode = readonly (readonly boolean[])[];

/** @throws RangeError above 213 bytes */
export function qrCodeOf(bytes: Uint8Array): QrCode {
  const version =
    1 + BLOCKS.findIndex(([, ...data], index) => sum(data) * 8 >= 4 + lengthBits(index + 1) + bytes.length * 8);
  if (version === 0) throw new RangeError('too long for a QR code of this kind');
  const stream = interleaved(version, dataBytes(version, bytes));
  const candidates = Array.from({ length: 8 }, (_, mask) => drawn(version, stream, mask));
  return candidates.reduce((best, next) => (penaltyOf(next) < penaltyOf(best) ? next : best));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const lengthBits = (version: number): number => (version < 10 ? 8 : 16);

/** Mode, length, the bytes, and padding up to the capacity (§7.4). */
function dataBytes(version: number, bytes: Uint8Array): Uint8Array {
  const [, ...data] = BLOCKS[version - 1] as (typeof BLOCKS)[number];
  const capacity = sum(data);
  const bits: number[] = [];
  const put = (value: number, width: number): void => {
    for (let i = width - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  put(BYTE_MODE, 4);
  put(bytes.length, lengthBits(version));
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, capacity * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  const out = new Uint8Array(capacity);
  for (let i = 0; i < bits.length; i += 8) out[i / 8] = bits.slice(i, i + 8).reduce((byte, bit) => byte * 2 + bit, 0);
  for (let at = bits.length / 8, i = 0; at < capacity; at++, i++) out[at] = i % 2 === 0 ? 0xec : 0x11;
  return out;
}

/** The first bytes of all blocks, then the second ones, then likewise the error correction (§7.6). */
function interleaved(version: number, data: Uint8Array): Uint8Array {
  const [correction, ...lengths] = BLOCKS[version - 1] as (typeof BLOCKS)[number];
  const blocks: { data: Uint8Array; check: Uint8Array }[] = [];
  let at = 0;
  for (const length of lengths) {
    const part = data.subarray(at, at + length);
    blocks.push({ data: part, check: reedSolomon(part, correction) });
    at += length;
  }
  const out: number[] = [];
  for (let i = 0; i < Math.max(...lengths); i++) {
    for (const block of blocks) if (i < block.data.length) out.push(block.data[i] as number);
  }
  for (let i = 0; i < correction; i++) for (const block of blocks) out.push(block.check[i] as number);
  return Uint8Array.from(out);
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

class Canvas {
  readonly size: number;
  readonly dark: boolean[][];
  readonly #fixed: boolean[][];

  constructor(size: number) {
    this.size = size;
    const rows = () => Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    this.dark = rows();
    this.#fixed = rows();
  }

  fix(x: number, y: number, isDark: boolean): void {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return;
    (this.dark[y] as boolean[])[x] = isDark;
    (this.#fixed[y] as boolean[])[x] = true;
  }

  isFixed = (x: number, y: number): boolean => this.#fixed[y]?.[x] === true;

  put(x: number, y: number, isDark: boolean): void {
    (this.dark[y] as boolean[])[x] = isDark;
  }
}

function drawn(version: number, stream: Uint8Array, mask: number): boolean[][] {
  const canvas = new Canvas(17 + 4 * version);
  drawFixed(canvas, version);
  drawFormat(canvas, mask);
  drawData(canvas, stream, MASKS[mask] as (typeof MASKS)[number]);
  return canvas.dark;
}

/** Finders, timing, alignment, version (§6.3, §7.10). */
function drawFixed(canvas: Canvas, version: number): void {
  const { size } = canvas;
  for (let i = 0; i < size; i++) {
    canvas.fix(6, i, i % 2 === 0);
    canvas.fix(i, 6, i % 2 === 0);
  }
  const centres = ALIGNMENT[version - 1] as readonly number[];
  const last = centres.length - 1;
  centres.forEach((x, i) => {
    centres.forEach((y, j) => {
      const isFinder = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
      if (!isFinder) drawSquare(canvas, x, y, 2, (distance) => distance !== 1);
    });
  });
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    drawSquare(canvas, x, y, 4, (distance) => distance !== 2 && distance !== 4);
  }
  if (version < 7) return;
  const bits = (version << 12) | remainderOf(version, 12, 0x1f25, 12);
  for (let i = 0; i < 18; i++) {
    const isDark = ((bits >> i) & 1) === 1;
    const [a, b] = [size - 11 + (i % 3), Math.floor(i / 3)];
    canvas.fix(a, b, isDark);
    canvas.fix(b, a, isDark);
  }
}

function drawSquare(canvas: Canvas, x: number, y: number, radius: number, isDark: (distance: number) => boolean): void {
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) canvas.fix(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
  }
}

/** Level and mask, twice, around the finders (§7.9). */
function drawFormat(canvas: Canvas, mask: number): void {
  const { size } = canvas;
  const data = (LEVEL_M << 3) | mask;
  const bits = ((data << 10) | remainderOf(data, 10, 0x537, 10)) ^ 0x5412;
  const isDark = (i: number): boolean => ((bits >> i) & 1) === 1;
  for (let i = 0; i < 15; i++) {
    // Beside the upper left finder, around its corner; the timing lines are stepped over.
    if (i < 6) canvas.fix(8, i, isDark(i));
    else if (i < 8) canvas.fix(8, i + 1, isDark(i));
    else canvas.fix(i === 8 ? 7 : 14 - i, 8, isDark(i));
    // The copy: below the upper right finder and beside the lower left one.
    if (i < 8) canvas.fix(size - 1 - i, 8, isDark(i));
    else canvas.fix(8, size - 15 + i, isDark(i));
  }
  canvas.fix(8, size - 8, true);
}

/** What is left when `value`, moved `shift` bits up, is divided by the polynomial. */
function remainderOf(value: number, shift: number, polynomial: number, degree: number): number {
  let rest = value << shift;
  for (let bit = 31 - Math.clz32(rest); rest >> degree !== 0; bit = 31 - Math.clz32(rest)) {
    rest ^= polynomial << (bit - degree);
  }
  return rest;
}

/** Two columns at a time from the right, up and down in turn (§7.7.3). */
function drawData(canvas: Canvas, stream: Uint8Array, isMasked: (x: number, y: number) => boolean): void {
  const { size } = canvas;
  let bit = 0;
  let isUp = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (canvas.isFixed(x, y)) continue;
        const byte = stream[bit >> 3] ?? 0;
        canvas.put(x, y, (((byte >> (7 - (bit & 7))) & 1) === 1) !== isMasked(x, y));
        bit++;
      }
    }
    isUp = !isUp;
  }
}

/** How hard it is to read (§7.8.3). */
function penaltyOf(rows: readonly (readonly boolean[])[]): number {
  const size = rows.length;
  const columns = Array.from({ length: size }, (_, x) => rows.map((row) => row[x] as boolean));
  let penalty = 0;
  for (const line of [...rows, ...columns]) penalty += runPenalty(line) + finderPenalty(line);
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const corner = rows[y]?.[x];
      const isBlock = [rows[y - 1]?.[x - 1], rows[y - 1]?.[x], rows[y]?.[x - 1]].every((each) => each === corner);
      if (isBlock) penalty += 3;
    }
  }
  const dark = rows.flat().filter(Boolean).length;
  return penalty + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}

function runPenalty(line: readonly boolean[]): number {
  let penalty = 0;
  let run = 0;
  line.forEach((isDark, i) => {
    run = i > 0 && line[i - 1] === isDark ? run + 1 : 1;
    if (run === 5) penalty += 3;
    else if (run > 5) penalty += 1;
  });
  return penalty;
}

const LOOKS_LIKE_FINDER = ['10111010000', '00001011101'];

function finderPenalty(line: readonly boolean[]): number {
  const text = line.map((isDark) => (isDark ? '1' : '0')).join('');
  let penalty = 0;
  for (let i = 0; i + 11 <= text.length; i++) if (LOOKS_LIKE_FINDER.includes(text.slice(i, i + 11))) penalty += 40;
  return penalty;
}
