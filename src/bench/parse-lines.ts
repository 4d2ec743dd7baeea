/** JSON lines read and parsed, nothing else: what checking them can't do without. Usage: node parse-lines.ts FILE */
import { openSync, readSync } from 'node:fs';

const NEWLINE = 0x0a;
const file = openSync(process.argv[2] as string, 'r');
const block = Buffer.allocUnsafe(1 << 20);
const started = performance.now();
let have = 0;
for (;;) {
  const got = readSync(file, block, have, block.length - have, null);
  if (got === 0) break;
  have += got;
  const end = block.lastIndexOf(NEWLINE, have - 1);
  if (end < 0) continue;
  for (const line of block.toString('utf8', 0, end).split('\n')) JSON.parse(line);
  block.copyWithin(0, end + 1, have);
  have -= end + 1;
}
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - started) / 1000 })}\n`);
