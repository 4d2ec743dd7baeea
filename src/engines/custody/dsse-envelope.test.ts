/** The published example of DSSE 1.0.2, through the code that opens custody acts and lists of bundles. */
import { readFileSync } from 'node:fs';
import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { nodeTextCodec } from '../../host/adapters/node-ports.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import type { JsonObject } from '../event/audit-event.ts';
import { concatBytes, decodeHex } from '../kernel/bytes.ts';
import { type EnvelopeSigner, openEnvelope, preAuthEncoding } from './envelope.ts';

interface ProtocolVector {
  payloadType: string;
  payload: string;
  pae: string;
  /** Coordinates of the point, decimal. */
  key: { x: string; y: string };
  envelope: JsonObject;
}

const number = (decimal: string): Uint8Array => decodeHex(BigInt(decimal).toString(16).padStart(64, '0')) as Uint8Array;

describe.skipIf(!hasShared)('DSSE protocol vector', () => {
  it('has the published encoding and signer, and no signer once a byte or the type differs', () => {
    const vector = JSON.parse(readFileSync(sharedPath('vectors/dsse/protocol-vector.json'), 'utf8')) as ProtocolVector;
    const point = concatBytes(new Uint8Array([4]), number(vector.key.x), number(vector.key.y));
    const signer = (cut: number): EnvelopeSigner => ({
      id: 'vector',
      verify: (message, signature) =>
        p256.verify(signature, message.subarray(cut), point, { lowS: false, prehash: true }),
    });
    const payload = nodeTextCodec.encodeUtf8(vector.payload);
    const encoded = preAuthEncoding(nodeTextCodec, vector.payloadType, payload);
    expect(nodeTextCodec.utf8(encoded, 0, encoded.length)).toBe(vector.pae);

    const open = (envelope: JsonObject, type: string, by: EnvelopeSigner) =>
      openEnvelope(nodeTextCodec, envelope, type, [by]);
    expect(open(vector.envelope, vector.payloadType, signer(0))).toEqual({
      payload: vector.payload,
      signedBy: ['vector'],
    });
    expect(open(vector.envelope, vector.payloadType, signer(1))).toHaveProperty('problem');
    expect(open(vector.envelope, 'application/vnd.in-toto+json', signer(0))).toHaveProperty('problem');
    expect(open({ ...vector.envelope, payload: 'aGVsbG8gd29ybGU=' }, vector.payloadType, signer(0))).toHaveProperty(
      'problem',
    );
    console.info('DSSE protocol vector, program: 1 case, 0 differ');
  });
});
