/** What is read back: the hashed body untouched, and beside it names of its proofs. */
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../engines/event/audit-event.ts';
import { auditLogOf, uuidOfDigest } from './audit-log.ts';

const digest = Uint8Array.from({ length: 32 }, (_, i) => 0xff - i);
const body = {
  eventId: 'e1',
  timestamp: '2026-01-01T00:00:00Z',
  eventType: 'user_login',
  severity: 'low',
  source: { ip: '192.0.2.1' },
  action: {},
  metadata: { message: 'm' },
  origin: { source: 'a'.repeat(64), offset: 0, length: 3, rawHash: 'b'.repeat(64) },
} satisfies AuditEvent;

describe('an event as it is read back', () => {
  it('has an id of version 8 and the RFC 9562 variant, made of its digest', () => {
    expect(uuidOfDigest(digest)).toBe('fffefdfc-fbfa-89f8-b7f6-f5f4f3f2f1f0');
  });

  it('does not change the digest it is given', () => {
    const before = digest.slice();
    uuidOfDigest(digest);
    expect(digest).toEqual(before);
  });

  it('holds its body and the names of its proofs', () => {
    const chain = 'c'.repeat(64);
    const log = auditLogOf('audittrailpro/case/x', 42, body, digest, chain);
    expect(log).toMatchObject({ ...body, seq: 42, _id: uuidOfDigest(digest) });
    expect(log.integrity).toEqual({
      hash: `sha256:${Buffer.from(digest).toString('hex')}`,
      signature: 'tlog:audittrailpro/case/x#42',
      chainHash: `sha256:${chain}`,
    });
    expect(log.compliance).toEqual({ frameworks: [], requirements: [], violations: [] });
  });
});
