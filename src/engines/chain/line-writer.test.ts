import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { encodeBase64Url } from '../kernel/bytes.ts';
import type { JsonValue } from '../event/audit-event.ts';
import { LineWriter, SALT_BYTES } from './line-writer.ts';
import { canonicalBody, RECORD_KINDS, recordLine } from './record.ts';

const AT = '2026-01-01T00:00:00.000Z';

describe('a line written as bytes', () => {
  it('is the line that recordLine gives, whatever its body, number, salt and kind', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer())),
        fc.uint8Array({ minLength: SALT_BYTES, maxLength: SALT_BYTES }),
        fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 9, 10, 99, 100, Number.MAX_SAFE_INTEGER)),
        fc.constantFrom(...RECORD_KINDS),
        fc.constantFrom('audittrailpro/case/x', 'ä"\\'),
        (made, salt, seq, kind, log) => {
          const bodyJson = canonicalBody(JSON.parse(JSON.stringify(made)) as { [key: string]: JsonValue });
          const wanted = recordLine({ at: AT, bodyJson, kind, log, salt: encodeBase64Url(salt), seq });
          const writer = new LineWriter(nodeTextCodec, log, AT);
          const body = Buffer.from(bodyJson);
          const target = new Uint8Array(7 + body.length + writer.overheadBytes(kind));
          const salts = new Uint8Array([1, 2, ...salt]);
          const end = writer.write(target, 7, RECORD_KINDS.indexOf(kind), body, salts, 2, seq);
          expect(Buffer.from(target.subarray(7, end)).toString()).toBe(`${wanted}\n`);
          expect(Buffer.from(target.subarray(7 + writer.bodyOffset, 7 + writer.bodyOffset + body.length))).toEqual(
            body,
          );
        },
      ),
    );
  });
});
