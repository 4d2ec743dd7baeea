/**
 * The lists of a bundle as text: manifests, the description of the bag, the statement that people sign.
 *
 * Pure. O(files). Source: bundle-format.md §1, §2, §5, §6; RFC 8493; in-toto Statement v1.
 */
import type { JsonObject } from '../event/audit-event.ts';
import { canonicalize } from '../kernel/canonical-json.ts';

export interface ListedFile {
  /** Relative, `/` between parts. */
  readonly name: string;
  /** 64 hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** 32 and 40 hex digits; only where such a manifest is wanted. */
  readonly md5?: string;
  readonly sha1?: string;
}

export const LIST_TYPE = 'application/vnd.in-toto+json';
export const COMPLETENESS_TYPE = 'application/vnd.audittrailpro.completeness+json';
export const BAGIT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** In the order of UTF-16 code units. */
export const sortedByName = <F extends { readonly name: string }>(files: readonly F[]): F[] =>
  files.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** @param files sorted, with that hash; names hold nothing that must be encoded but `%` */
export const manifestText = (files: readonly ListedFile[], algorithm: 'sha256' | 'sha1' | 'md5' = 'sha256'): string =>
  files.map((file) => `${file[algorithm] ?? ''}  ${file.name.replaceAll('%', '%25')}\n`).join('');

/** @param at RFC 3339 UTC, of the export record */
export function bagInfoText(bundleId: string, at: string, payload: readonly ListedFile[]): string {
  const bytes = payload.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return [
    'Bundle-Format: audittrailpro/bundle/1',
    `Bundle-Id: ${bundleId}`,
    `Bagging-Date: ${at.slice(0, 10)}`,
    `Payload-Oxum: ${bytes}.${payload.length}`,
    '',
  ].join('\n');
}

/** What is signed: every file of the payload by name and hash, and what is said of them. */
export function listStatement(payload: readonly ListedFile[], tagManifest: ListedFile, predicate: JsonObject): string {
  return canonicalize({
    _type: 'https://in-toto.io/Statement/v1',
    predicate,
    predicateType: 'urn:audittrailpro:bundle:v1',
    subject: [...payload, tagManifest].map(({ name, sha256 }) => ({ digest: { sha256 }, name })),
  });
}
