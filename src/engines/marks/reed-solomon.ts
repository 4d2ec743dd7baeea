/**
 * Reed-Solomon error correction bytes over GF(256), as QR codes use them.
 *
 * Pure. O(n × m). Source: ISO/IEC 18004:2015 §7.5.2, annex A; field polynomial x^8+x^4+x^3+x^2+1, generator roots 2^0 ... 2^(m-1).
 */
const POLYNOMIAL = 0x11d;

/** Product in the field. */
export function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * POLYNOMIAL);
    if (((b >> bit) & 1) === 1) product ^= a;
  }
  return product;
}

/** @param count bytes of error correction, at least 1 */
export function reedSolomon(data: Uint8Array, count: number): Uint8Array {
  const generator = generatorOf(count);
  const rest = new Uint8Array(count);
  for (const byte of data) {
    const factor = byte ^ (rest[0] as number);
    rest.copyWithin(0, 1);
    rest[count - 1] = 0;
    for (let i = 0; i < count; i++) rest[i] = (rest[i] as number) ^ multiply(generator[i] as number, factor);
  }
  return rest;
}

/** Coefficients below the highest, which is 1, from the highest power down. */
function generatorOf(count: number): Uint8Array {
  const generator = new Uint8Array(count);
  generator[count - 1] = 1;
  let root = 1;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      generator[j] = multiply(generator[j] as number, root) ^ (generator[j + 1] ?? 0);
    }
    root = multiply(root, 2);
  }
  return generator;
}
