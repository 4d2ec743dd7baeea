/**
 * Gives memory back that nobody looks at any more, at once.
 *
 * What is read for a page of hits is garbage a moment later, a few megabytes of it. Left to the collector it brings the
 * collector on every few pages, and then a page takes twice as long.
 */

/** The bytes may not be used afterwards. Memory that holds other bytes too stays. */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
