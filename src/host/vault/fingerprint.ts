/**
 * The case fingerprint: the root of trust of every verification, printed at creation and typed in by whoever checks later.
 *
 * Source: evidence-format.md §4: the first 20 bytes of SHA-256(genesis line), eight groups of five hex digits.
 */
import { hash } from 'node:crypto';

export const fingerprintOf = (genesisLine: string): string =>
  (hash('sha256', genesisLine, 'hex').slice(0, 40).match(/.{5}/g) ?? []).join('-');
