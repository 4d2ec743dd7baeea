/**
 * Bundles of Sigstore, as far as they are made of what this program checks: signed heads, inclusion proofs, DSSE, time
 * stamps. Who Fulcio certified, and what a Rekor entry of an old type must say, is Sigstore's own and not asked here; the
 * cases that turn on that are named.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { base64Of, equal, hexOf, textOf, utf8 } from '../base/bytes.ts';
import { sha256 } from '../base/hash.ts';
import { demand } from '../base/refused.ts';
import { printTotal, readBytes, readJson } from '../testing/vectors.ts';
import { certificatesOf, parseCertificate } from '../time/certificate.ts';
import { readDer } from '../time/der.ts';
import { verifyTimeStamp } from '../time/time-stamp.ts';
import { parseCheckpoint } from '../tlog/checkpoint.ts';
import { isIncluded, leafHash } from '../tlog/merkle.ts';
import { openNote, parseNote } from '../tlog/note.ts';
import { keyIdOf, type Vkey } from '../tlog/vkey.ts';
import { pae } from './dsse.ts';
import { isWebSignature } from './web-signature.ts';

interface Bytes {
  rawBytes: string;
}
interface Root {
  tlogs: { baseUrl: string; publicKey: Bytes; logId: { keyId: string } }[];
  timestampAuthorities?: { certChain: { certificates: Bytes[] }; validFor: { start: string; end?: string } }[];
}
interface Bundle {
  verificationMaterial: {
    certificate?: Bytes;
    publicKey?: object;
    tlogEntries?: {
      canonicalizedBody: string;
      kindVersion: { version: string };
      inclusionProof?: {
        logIndex: string;
        hashes?: string[];
        rootHash?: string;
        treeSize?: string;
        checkpoint: { envelope: string };
      };
    }[];
    timestampVerificationData?: { rfc3161Timestamps?: { signedTimestamp: string }[] };
  };
  messageSignature?: { messageDigest?: { digest: string }; signature: string };
  dsseEnvelope?: { payload: string; payloadType: string; signatures: { sig: string }[] };
}
const base64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const folder = sharedPath('vectors/sigstore-conformance');

function logKeys({ tlogs }: Root): Vkey[] {
  return tlogs.flatMap(({ baseUrl, publicKey }) => {
    const spki = base64(publicKey.rawBytes);
    const name = new URL(baseUrl).host;
    const isEd25519 = spki.length === 44;
    const key = isEd25519 ? spki.subarray(12) : spki;
    const type = isEd25519 ? 1 : 2;
    return [{ text: '', name, keyId: keyIdOf(name, type, key), type, key }];
  });
}

async function judge(name: string): Promise<void> {
  const at = (file: string): string => `${folder}/${name}/${file}`;
  const bundle = readJson<Bundle>(at('bundle.sigstore.json'));
  const rootFile = existsSync(at('trusted_root.json'))
    ? at('trusted_root.json')
    : sharedPath('vectors/dsse/sigstore-go/public-good.trusted_root.json');
  const root = readJson<Root>(rootFile);
  const { certificate, tlogEntries = [], timestampVerificationData } = bundle.verificationMaterial;
  const artifact = readBytes(existsSync(at('artifact')) ? at('artifact') : `${folder}/a.txt`);
  const { dsseEnvelope: envelope, messageSignature } = bundle;

  const signer = certificate === undefined ? undefined : parseCertificate(base64(certificate.rawBytes));
  const pem = existsSync(at('key.pub'))
    ? readFileSync(at('key.pub'), 'utf8').replaceAll(/-----[^-]+-----|\s/gu, '')
    : undefined;
  const spki = pem !== undefined ? base64(pem) : signer?.spki;
  demand(spki !== undefined, 'no key');
  const message = envelope === undefined ? artifact : pae(envelope.payloadType, base64(envelope.payload));
  const signature = base64(envelope?.signatures[0]?.sig ?? messageSignature?.signature ?? '');
  const stated = messageSignature?.messageDigest?.digest;
  demand(stated === undefined || equal(base64(stated), sha256(artifact)), 'another digest');
  demand(readDer(spki).children.length === 2, 'no key');
  demand(await isWebSignature(spki, { kind: 'ecdsa', hash: 'SHA-256' }, message, signature), 'a wrong signature');

  demand(tlogEntries.length > 0, 'no log entry');
  for (const { canonicalizedBody, inclusionProof, kindVersion } of tlogEntries) {
    demand(inclusionProof !== undefined, 'no inclusion proof');
    const note = parseNote(utf8(inclusionProof.checkpoint.envelope));
    openNote(note, logKeys(root));
    const head = parseCheckpoint(note.text);
    const body = base64(canonicalizedBody);
    const hashes = (inclusionProof.hashes ?? []).map(base64);
    demand(isIncluded(Number(inclusionProof.logIndex), head.size, leafHash(body), hashes, head.root), 'not in the log');
    demand(textOf(body).includes(base64Of(signature)) || !kindVersion.version.startsWith('0.0.2'), 'another entry');
    demand(
      textOf(body).includes(base64Of(sha256(message))) ||
        textOf(body).includes(hexOf(sha256(message))) ||
        (envelope !== undefined && !kindVersion.version.startsWith('0.0.2')),
      'another entry',
    );
  }

  for (const { signedTimestamp } of timestampVerificationData?.rfc3161Timestamps ?? []) {
    const authorities = root.timestampAuthorities ?? [];
    const roots = authorities.flatMap(({ certChain }) =>
      certChain.certificates.flatMap(({ rawBytes }) => certificatesOf(base64(rawBytes))),
    );
    const { path, time } = await verifyTimeStamp(base64(signedTimestamp), { message: signature, roots });
    demand(path.kind === 'trusted', 'an unknown authority');
    const isValid = authorities.some(
      ({ validFor, certChain }) =>
        certChain.certificates.some(({ rawBytes }) => path.path.some(({ der }) => equal(der, base64(rawBytes)))) &&
        time >= Date.parse(validFor.start) &&
        (validFor.end === undefined || time <= Date.parse(validFor.end)),
    );
    demand(isValid, 'an authority that was not trusted then');
    demand(
      signer === undefined || (time >= signer.notBefore && time <= signer.notAfter),
      'a time outside of the certificate',
    );
  }
}

describe.skipIf(!hasShared)('Sigstore conformance', () => {
  it('comes out as published', async () => {
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const differ: Record<string, string> = {};
    for (const name of names) {
      let why: string | undefined;
      try {
        await judge(name);
      } catch (error) {
        why = (error as Error).message;
      }
      if ((why !== undefined) !== name.endsWith('_fail')) differ[name] = why ?? 'passes';
    }
    expect(differ).toEqual({
      'dsse-mismatch-envelope_fail': 'passes',
      'dsse-mismatch-sig_fail': 'passes',
      'managed-key-happy-path': 'the certificate of its signer is missing',
    });
    printTotal({ standard: 'Sigstore conformance', cases: names.length, differ: Object.keys(differ) });
  });
});
