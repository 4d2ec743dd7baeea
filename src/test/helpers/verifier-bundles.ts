/** Bundles for whoever drives the verifier from outside: as zip files, untouched and changed, with what must be said of them. */
import { makeBundle } from '../../verifier/testing/bundle-maker.ts';
import type { Report } from '../../verifier/bundle/report.ts';
import { verifyBundle } from '../../verifier/bundle/verify-bundle.ts';
import { memoryFolder, type Files } from '../../verifier/testing/memory-folder.ts';
import { mutate } from '../../verifier/testing/mutations.ts';
import { writeZip } from '../../verifier/testing/zip-writer.ts';

export interface TestBundle {
  readonly name: string;
  readonly zip: Buffer;
  readonly files: Files;
  /** What the checks say here. */
  readonly report: Report;
}

export async function testBundle(name: string, files: Files): Promise<TestBundle> {
  const parts = Object.entries(files).map(([path, bytes]) => ({ path, bytes: bytes as Uint8Array }));
  const report = await verifyBundle(memoryFolder(files), {
    trust: { tsaRoots: [], bitcoin: new Map() },
    earlier: [],
    signers: 1,
  });
  return { name, files, zip: Buffer.from(writeZip(parts)), report };
}

/** The first is untouched. */
export async function changedBundles(count: number, seed: number): Promise<TestBundle[]> {
  const original = makeBundle({ events: 40, hasMarks: true, hasProofs: true });
  const bundles = [await testBundle('untouched', original)];
  for (let i = 0; bundles.length <= count; i++) {
    const mutation = mutate(original, seed + i);
    if (mutation === undefined) continue;
    bundles.push(await testBundle(`${mutation.power}: ${mutation.file}: ${mutation.what}`, mutation.files));
  }
  return bundles;
}
