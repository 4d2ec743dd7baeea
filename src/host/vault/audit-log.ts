/**
 * A checked event record as it is read back: the hashed body, and beside it the names of its proofs.
 *
 * Source: evidence-format.md §2 (integrity), RFC 9562 §5.8 (UUIDv8 from the digest).
 */
import type { CaseRecord } from '../../engines/chain/record.ts';
import type { AuditEvent, AuditLog, EventOrigin } from '../../engines/event/audit-event.ts';
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

/**
 * A record that is no event (a rejection, a search, a seal ...), in the shape of one, for those who search by `kind:`.
 *
 * Its time is when it was recorded. `origin` is that of the rejected bytes; other records were read from nowhere: their
 * origin is the record itself, with the SHA-256 of nothing.
 */
export function actAsEvent({ kind, at, body }: CaseRecord, seq: number): AuditEvent {
  const origin = body['origin'] as EventOrigin | undefined;
  const message = typeof body['message'] === 'string' ? body['message'] : `${kind} record`;
  return {
    eventId: `${kind}:${seq}`,
    timestamp: kind === 'rejection' ? null : at,
    eventType: kind.replaceAll('-', '_'),
    severity: 'low',
    source: typeof body['operatorId'] === 'string' ? { userId: body['operatorId'] } : {},
    action: {},
    metadata: { kind, message, recordedAt: at, fields: body },
    origin: origin ?? { source: SHA256_OF_NOTHING, offset: 0, length: 0, rawHash: SHA256_OF_NOTHING },
  };
}

const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
