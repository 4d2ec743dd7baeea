/**
 * Seals a short secret to somebody's X25519 key, so that only they can open it: HPKE, base mode, one message.
 *
 * Source: RFC 9180 (DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM), sections 4.1, 5.1, 5.2 and 6.1; RFC 8410 (key encodings).
 * Differences: no other suite; AES-128-GCM is there because the vectors of the RFC are made with it.
 * Trust: what is opened comes from a file that anybody may have written; a key of low order is refused by the platform.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from 'node:crypto';
import { concatBytes, decodeHex } from '../../engines/kernel/bytes.ts';
import { nodeTextCodec } from './node-ports.ts';

export const X25519_BYTES = 32;
const TAG_BYTES = 16;
const KEM_ID = 0x0020;
const KDF_ID = 0x0001;
const AEADS = {
  'aes-128-gcm': { id: 0x0001, keyBytes: 16 },
  'aes-256-gcm': { id: 0x0002, keyBytes: 32 },
} as const;
type Aead = keyof typeof AEADS;

const PKCS8_PREFIX = decodeHex('302e020100300506032b656e04220420') as Uint8Array;
const SPKI_PREFIX = decodeHex('302a300506032b656e032100') as Uint8Array;
const NOTHING = new Uint8Array(0);

const uint16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);
const ascii = (text: string): Uint8Array => nodeTextCodec.encodeUtf8(text);

const privateKeyOf = (secret: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secret]), format: 'der', type: 'pkcs8' });
const publicKeyOf = (bytes: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' });
const rawOf = (key: KeyObject): Uint8Array =>
  new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length));

/** @param secret 32 bytes @returns the 32 bytes of the public key */
export const x25519PublicKey = (secret: Uint8Array): Uint8Array => rawOf(createPublicKey(privateKeyOf(secret)));

export interface SealedMessage {
  /** 32 bytes: the public half of a key made for this message alone. */
  readonly encapsulated: Uint8Array;
  /** Ciphertext and the 16-byte tag. */
  readonly ciphertext: Uint8Array;
}

export interface MessageContext {
  /** What the message is for; both sides must say the same. */
  readonly info: Uint8Array;
  readonly aad?: Uint8Array;
  readonly aead?: Aead;
}

/** @param ephemeral 32 fresh bytes, used for this message alone */
export function sealTo(
  receiver: Uint8Array,
  plain: Uint8Array,
  ephemeral: Uint8Array,
  context: MessageContext,
): SealedMessage {
  const secret = privateKeyOf(ephemeral);
  const encapsulated = rawOf(createPublicKey(secret));
  const shared = diffieHellman({ privateKey: secret, publicKey: publicKeyOf(receiver) });
  const { aead, key, nonce } = scheduleOf(shared, encapsulated, receiver, context);
  const cipher = createCipheriv(aead, key, nonce);
  cipher.setAAD(context.aad ?? NOTHING);
  const ciphertext = new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  return { encapsulated, ciphertext };
}

/** @returns undefined where it was sealed to another key, for another purpose, or changed since */
export function openSealed(
  receiverSecret: Uint8Array,
  { encapsulated, ciphertext }: SealedMessage,
  context: MessageContext,
): Uint8Array | undefined {
  if (encapsulated.length !== X25519_BYTES || ciphertext.length < TAG_BYTES) return undefined;
  try {
    const secret = privateKeyOf(receiverSecret);
    const shared = diffieHellman({ privateKey: secret, publicKey: publicKeyOf(encapsulated) });
    const { aead, key, nonce } = scheduleOf(shared, encapsulated, rawOf(createPublicKey(secret)), context);
    const decipher = createDecipheriv(aead, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(context.aad ?? NOTHING);
    decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
    const plain = decipher.update(ciphertext.subarray(0, -TAG_BYTES));
    decipher.final();
    return new Uint8Array(plain);
  } catch {
    return undefined;
  }
}

/** §4.1 and §5.1: from the Diffie-Hellman value to key and nonce. */
function scheduleOf(
  shared: Uint8Array,
  encapsulated: Uint8Array,
  receiver: Uint8Array,
  { info, aead = 'aes-256-gcm' }: MessageContext,
): { aead: Aead; key: Uint8Array; nonce: Uint8Array } {
  const { id, keyBytes } = AEADS[aead];
  const kem = new LabeledKdf(concatBytes(ascii('KEM'), uint16(KEM_ID)));
  const kemContext = concatBytes(encapsulated, receiver);
  const sharedSecret = kem.expand(kem.extract(NOTHING, 'eae_prk', shared), 'shared_secret', kemContext, 32);
  const hpke = new LabeledKdf(concatBytes(ascii('HPKE'), uint16(KEM_ID), uint16(KDF_ID), uint16(id)));
  const context = concatBytes(
    Uint8Array.of(0),
    hpke.extract(NOTHING, 'psk_id_hash', NOTHING),
    hpke.extract(NOTHING, 'info_hash', info),
  );
  const secret = hpke.extract(sharedSecret, 'secret', NOTHING);
  return {
    aead,
    key: hpke.expand(secret, 'key', context, keyBytes),
    nonce: hpke.expand(secret, 'base_nonce', context, 12),
  };
}

/** §4: LabeledExtract and LabeledExpand over HKDF-SHA256, at most 32 bytes a time. */
class LabeledKdf {
  readonly #suite: Uint8Array;

  constructor(suite: Uint8Array) {
    this.#suite = suite;
  }

  extract(salt: Uint8Array, label: string, keyMaterial: Uint8Array): Uint8Array {
    return hmac(salt, concatBytes(ascii('HPKE-v1'), this.#suite, ascii(label), keyMaterial));
  }

  expand(key: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array {
    const labeled = concatBytes(uint16(length), ascii('HPKE-v1'), this.#suite, ascii(label), info);
    return hmac(key, concatBytes(labeled, Uint8Array.of(1))).subarray(0, length);
  }
}

const hmac = (key: Uint8Array, data: Uint8Array): Uint8Array => createHmac('sha256', key).update(data).digest();
