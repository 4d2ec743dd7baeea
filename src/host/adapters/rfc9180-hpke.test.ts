/** HPKE against the vectors of RFC 9180, appendix A.1 (base mode), and against everybody the message is not for. */
import { describe, expect, it } from 'vitest';
import { decodeHex, encodeHex } from '../../engines/kernel/bytes.ts';
import { openSealed, sealTo, x25519PublicKey } from './hpke.ts';

const hex = (text: string): Uint8Array => decodeHex(text) as Uint8Array;
const A1 = {
  info: hex('4f6465206f6e2061204772656369616e2055726e'),
  ephemeral: hex('52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736'),
  encapsulated: '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431',
  receiverSecret: hex('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8'),
  receiver: '3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d',
  plain: hex('4265617574792069732074727574682c20747275746820626561757479'),
  aad: hex('436f756e742d30'),
  ciphertext: 'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
};

describe('a message sealed to a key', () => {
  it('is that of RFC 9180, A.1.1.1', () => {
    const context = { info: A1.info, aad: A1.aad, aead: 'aes-128-gcm' } as const;
    expect(encodeHex(x25519PublicKey(A1.receiverSecret))).toBe(A1.receiver);
    const sealed = sealTo(hex(A1.receiver), A1.plain, A1.ephemeral, context);
    expect([encodeHex(sealed.encapsulated), encodeHex(sealed.ciphertext)]).toEqual([A1.encapsulated, A1.ciphertext]);
    expect(openSealed(A1.receiverSecret, sealed, context)).toEqual(A1.plain);
  });

  it('opens for nobody else, for nothing else, and not where a byte was changed', () => {
    const context = { info: A1.info };
    const sealed = sealTo(hex(A1.receiver), A1.plain, A1.ephemeral, context);
    expect(openSealed(A1.receiverSecret, sealed, context)).toEqual(A1.plain);
    expect(openSealed(A1.ephemeral, sealed, context)).toBeUndefined();
    expect(openSealed(A1.receiverSecret, sealed, { info: A1.aad })).toBeUndefined();
    for (const part of ['encapsulated', 'ciphertext'] as const) {
      const bytes = sealed[part].slice();
      bytes[3] = (bytes[3] as number) ^ 1;
      expect(openSealed(A1.receiverSecret, { ...sealed, [part]: bytes }, context)).toBeUndefined();
    }
    const lowOrder = { ...sealed, encapsulated: new Uint8Array(32) };
    expect(openSealed(A1.receiverSecret, lowOrder, context)).toBeUndefined();
    expect(openSealed(A1.receiverSecret, { ...sealed, ciphertext: new Uint8Array(3) }, context)).toBeUndefined();
  });
});
