/**
 * The proof that one record is in a log, as a text that needs nothing else but the log's key.
 *
 * Pure. Source: C2SP tlog-proof (v1). Differences: at most 64 hashes, which is a tree of any size.
 * Trust: everything; index and hashes are checked against the signed head.
 */
import { bytesOfBase64, numberOf, textOf } from '../base/bytes.ts';
import { demand } from '../base/refused.ts';
import { HASH_BYTES } from './merkle.ts';

export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** Base64 of what the signer added; means nothing here. */
  readonly extra: string | undefined;
  /** A signed note. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';

export function parseTlogProof(bytes: Uint8Array): TlogProof {
  demand(bytes.length <= 1_048_576, 'a proof too long');
  const text = textOf(bytes);
  const split = text.indexOf('\n\n');
  demand(split >= 0, 'a proof without a head');
  const [header, ...lines] = text.slice(0, split).split('\n');
  demand(header === HEADER, 'not a tlog-proof');
  const extra = lines[0]?.startsWith('extra ') === true ? lines.shift()?.slice('extra '.length) : undefined;
  if (extra !== undefined) bytesOfBase64(extra);
  const index = lines.shift() ?? '';
  demand(index.startsWith('index ') && lines.length <= 64, 'a proof without an index');
  const hashes = lines.map(bytesOfBase64);
  demand(
    hashes.every(({ length }) => length === HASH_BYTES),
    'a hash that is no SHA-256 hash',
  );
  return { index: numberOf(index.slice('index '.length)), hashes, extra, checkpoint: text.slice(split + 2) };
}
