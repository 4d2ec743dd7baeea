/**
 * A checked event record as it is read back: the hashed body, and beside it the names of its proofs.
 *
 * Source: evidence-format.md §2 (integrity), RFC 9562 §5.8 (UUIDv8 from the digest).
 */
import type { AuditEvent, AuditLog } from '../../engines/event/audit-event.ts';
import { encodeHex } from '../../engines/kernel/bytes.ts';

/** UUIDv8 of the first 16 bytes of a digest: the same record has the same id everywhere. */
export function uuidOfDigest(digest: Uint8Array): string {
  const bytes = digest.slice(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = encodeHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** @param chain chain value after the record, 64 hex digits */
export function auditLogOf(origin: string, seq: number, body: AuditEvent, digest: Uint8Array, chain: string): AuditLog {
  return {
    _id: uuidOfDigest(digest),
    seq,
    ...body,
    compliance: { frameworks: [], requirements: [], violations: [] },
    integrity: {
      hash: `sha256:${encodeHex(digest)}`,
      signature: `tlog:${origin}#${seq}`,
      chainHash: `sha256:${chain}`,
    },
  };
}
