/**
 * Which file stands where in a bundle, and how large it may be. Any other file does not belong there.
 *
 * Pure. Source: bundle-format.md §2.
 */
export const RECORDS = 'data/case/records.ndjson';
export const HEADS = 'data/case/heads.ndjson';
export const HEAD = 'data/case/head.note';
export const PRIVILEGE_LOG = 'data/case/privilege-log.ndjson';
export const COMPLETENESS = 'data/case/completeness.dsse.json';
export const SIGNED_LIST = 'manifest.dsse.json';
export const TAG_MANIFEST = 'tagmanifest-sha256.txt';

export const PROOF = /^data\/proofs\/(0|[1-9]\d{0,15})\.tlog-proof$/u;
export const MARK = /^data\/anchors\/([1-9]\d{0,15})\.(tsr|cosig|ots)$/u;
export const TSA_CERTIFICATE = /^data\/anchors\/tsa-certificates\/[0-9A-Za-z._-]+\.pem$/u;
export const ORIGINAL = /^data\/files\/([0-9a-f]{64})$/u;

const FIXED: ReadonlySet<string> = new Set([
  'bagit.txt',
  'bag-info.txt',
  'manifest-sha256.txt',
  'manifest-sha1.txt',
  'manifest-md5.txt',
  TAG_MANIFEST,
  SIGNED_LIST,
  RECORDS,
  HEADS,
  HEAD,
  PRIVILEGE_LOG,
  COMPLETENESS,
  'data/policy.txt',
  'data/software.json',
  'data/certificate-902.txt',
  'data/case-uco.jsonld',
]);
const NAMED = [PROOF, MARK, TSA_CERTIFICATE, ORIGINAL, /^data\/reports\/[^/]+$/u];

/** What a program that shows a bundle takes from it: lines, heads, reasons, proofs, originals. */
export const isContent = (path: string): boolean =>
  [RECORDS, HEADS, HEAD, PRIVILEGE_LOG].includes(path) || PROOF.test(path) || ORIGINAL.test(path);

export const belongs = (path: string): boolean => FIXED.has(path) || NAMED.some((form) => form.test(path));
export const REQUIRED: readonly string[] = [
  'bag-info.txt',
  'manifest-sha256.txt',
  TAG_MANIFEST,
  SIGNED_LIST,
  RECORDS,
  HEADS,
  HEAD,
];

/** bag-info.txt must say this. */
export const FORMAT = 'audittrailpro/bundle/1';
/** Its labels, in this order, each once. */
export const INFO_LABELS: readonly string[] = ['Bundle-Format', 'Bundle-Id', 'Bagging-Date', 'Payload-Oxum'];
export const MAX_SMALL_BYTES = 16 * 1024 * 1024;
export const MAX_HEADS_BYTES = 256 * 1024 * 1024;
export const MAX_LINE_BYTES = 1_048_576;
