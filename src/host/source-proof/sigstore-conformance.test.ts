/**
 * Bundles of the Sigstore conformance suite, as proofs given beside a file: signature with the key that is in or with the bundle, entry,
 * inclusion, signed head. Whose certificate it is and when it was valid is not judged; the cases that turn on that are named.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { readKeys } from './given-keys.ts';
import { checkBundle, type ProvenFile } from './log-proof.ts';

const folder = sharedPath('vectors/sigstore-conformance');
const publicGood = sharedPath('vectors/dsse/sigstore-go/public-good.trusted_root.json');

/** Answered otherwise than the suite wants, and why: resources/docs/vectors.md. */
const DIFFERENT: readonly string[] = [
  'intoto-tsa-timestamp-outside-cert-validity_fail',
  'rekor2-timestamp-outside-trust-root-tsa-validity_fail',
  'rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail',
];

const provenFile = (bytes: Uint8Array): ProvenFile => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  sizeBytes: bytes.length,
  stream: async (take) => {
    take(bytes);
    return true;
  },
});

function inputsOf(name: string) {
  const path = (file: string): string => `${folder}/${name}/${file}`;
  const keyPaths = [existsSync(path('trusted_root.json')) ? path('trusted_root.json') : publicGood, path('key.pub')];
  return {
    bundle: readFileSync(path('bundle.sigstore.json'), 'utf8'),
    artifact: new Uint8Array(readFileSync(existsSync(path('artifact')) ? path('artifact') : `${folder}/a.txt`)),
    keys: readKeys(
      keyPaths.filter(existsSync).map((each) => ({ path: each, bytes: new Uint8Array(readFileSync(each)) })),
    ),
  };
}

describe.skipIf(!hasShared)('bundles of the Sigstore conformance suite', () => {
  it('hold where the suite takes them and not where it refuses them, but for the cases named', async () => {
    const names = readdirSync(folder, { withFileTypes: true }).flatMap((each) =>
      each.isDirectory() ? [each.name] : [],
    );
    const different: string[] = [];
    for (const name of names) {
      const { bundle, artifact, keys } = inputsOf(name);
      const { verdict } = await checkBundle(bundle, provenFile(artifact), keys);
      if ((verdict === 'holds') === name.endsWith('_fail')) different.push(name);
    }
    console.info(`Sigstore conformance as given proofs: ${names.length} cases, ${different.length} answered otherwise`);
    expect(names).toHaveLength(26);
    expect(different).toEqual(DIFFERENT);
  });

  it('never hold for another file, nor without a key of the log, whatever the bundle says', async () => {
    const { bundle, artifact, keys } = inputsOf('rekor2-happy-path');
    const without = { ...keys, noteKeys: [] };
    const other = provenFile(new TextEncoder().encode('another file'));
    expect((await checkBundle(bundle, provenFile(artifact), keys)).verdict).toBe('holds');
    expect((await checkBundle(bundle, other, keys)).verdict).toBe('fails');
    expect((await checkBundle(bundle, provenFile(artifact), without)).verdict).toBe('could-not-check');
    expect((await checkBundle(bundle, undefined, keys)).verdict).toBe('could-not-check');
  });

  it('never hold with any one byte of base64 changed', async () => {
    const { bundle, artifact, keys } = inputsOf('rekor2-happy-path');
    const { verificationMaterial, messageSignature } = JSON.parse(bundle) as Record<string, unknown>;
    const [entry] = (verificationMaterial as { tlogEntries: Record<string, unknown>[] }).tlogEntries;
    const logId = (entry?.['logId'] as { keyId: string } | undefined)?.keyId;
    const checked = JSON.stringify([entry, messageSignature]).match(/[A-Za-z0-9+/]{40,}={0,2}/gu) ?? [];
    expect(checked.length).toBeGreaterThan(4);
    for (const text of checked) {
      const at = Math.floor(text.length / 2);
      const edited = bundle.replaceAll(text, text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1));
      // The log's id beside the proof is a hint that is not used.
      if (text === logId) continue;
      expect((await checkBundle(edited, provenFile(artifact), keys)).verdict, text).not.toBe('holds');
    }
  });
});
