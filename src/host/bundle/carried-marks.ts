/**
 * The outside marks that go along in a bundle: of each kind one file for a head, out of what the case took in.
 *
 * A mark that does not fit its head is left out, and said: in a bundle it would read as damage. Cosignatures of several
 * witnesses become one file; of several time stamps, or proofs, of one head the last that fits goes along.
 * Source: bundle-format.md §9, evidence-format.md §6. Trust: a record holds what whoever had the key wrote; each mark is
 * checked again from its bytes, as far as that needs nobody's trust.
 */
import { parseSignatureLine } from '../../engines/chain/note.ts';
import { encodeBase64 } from '../../engines/kernel/bytes.ts';
import { type Certificate, certificateOf } from '../../engines/marks/certificate.ts';
import { checkTimeStamp } from '../../engines/marks/time-stamp.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { nodeSignatureCheck } from '../adapters/node-signature.ts';
import { judgeMark } from '../marks/judge-mark.ts';
import { type ReceivedBody, receivedIn } from '../marks/mark-records.ts';
import type { StoredHead } from '../vault/head-session.ts';

export interface CarriedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

export interface CarriedMarks {
  readonly files: readonly CarriedFile[];
  readonly marks: number;
  readonly notices: readonly string[];
}

const ENDINGS = { cosignature: 'cosig', 'time-stamp': 'tsr', 'open-timestamp': 'ots' } as const;
/** C2SP signed-note: more lines make no note. */
const MAX_LINES = 100;
const NOBODY = { witnesses: [], roots: [], blocks: new Map<number, string>() };

/**
 * @param anchors bodies of the `anchor` records under the newest head, in log order
 * @param headOf the stored head of a size
 * @param issuers certificates that this workstation trusts, DER: those that vouch for a stamp here go along, trusted by nobody
 */
export function carriedMarks(
  anchors: readonly { seq: number; body: unknown }[],
  headOf: (size: number) => StoredHead | undefined,
  issuers: readonly Uint8Array[],
): CarriedMarks {
  const files = new Map<string, string | Uint8Array>();
  const lines = new Map<number, Map<string, string>>();
  const roots = issuers.map(certificateOf);
  const notices: string[] = [];
  for (const { seq, body } of anchors) {
    const mark = receivedIn(body);
    if (mark === undefined || mark.form === 'paper') continue;
    const head = headOf(mark.size);
    const bytes = new Uint8Array(Buffer.from(mark.content, 'base64'));
    const why = head === undefined ? 'its head is not here' : problemOf(mark, bytes, head);
    if (head === undefined || why !== undefined) {
      notices.push(`The mark of record ${seq} does not go along: ${why ?? ''}`);
      continue;
    }
    if (mark.form === 'cosignature') addLines(lines, mark.size, nodeTextCodec.utf8(bytes, 0, bytes.length));
    else files.set(`data/anchors/${mark.size}.${ENDINGS[mark.form]}`, bytes);
    if (mark.form === 'time-stamp') for (const issuer of issuersOf(bytes, head, roots)) addCertificate(files, issuer);
  }
  for (const [size, byKey] of lines) {
    files.set(
      `data/anchors/${size}.cosig`,
      [...byKey.values()]
        .slice(-MAX_LINES)
        .map((line) => `${line}\n`)
        .join(''),
    );
  }
  const marks = [...files.keys()].filter((name) => !name.endsWith('.pem')).length;
  return { files: [...files].map(([name, content]) => ({ name, content })), marks, notices };
}

function problemOf(mark: ReceivedBody, bytes: Uint8Array, head: StoredHead): string | undefined {
  if (`sha256:${nodeHasher.sha256TextHex(head.note)}` !== mark.head) return 'it was taken in for another head';
  const { finding } = judgeMark({ form: mark.form, bytes }, head, NOBODY, []);
  return finding?.message;
}

/** One line for a key: the newest. */
function addLines(lines: Map<number, Map<string, string>>, size: number, text: string): void {
  const byKey = lines.get(size) ?? new Map<string, string>();
  lines.set(size, byKey);
  for (const line of text.split('\n')) {
    const signature = parseSignatureLine(line);
    if (signature === undefined) continue;
    const key = `${signature.name} ${signature.keyId}`;
    byKey.delete(key);
    byKey.set(key, line);
  }
}

/** What leads from the signer of a stamp to somebody whom this workstation trusts. */
function issuersOf(bytes: Uint8Array, head: StoredHead, roots: readonly Certificate[]): readonly Certificate[] {
  const message = nodeTextCodec.encodeUtf8(head.note);
  const verdict = checkTimeStamp(nodeSignatureCheck, bytes, { message, roots, nonces: [] });
  return verdict.kind === 'valid' && verdict.value.path.kind !== 'untrusted' ? verdict.value.path.path : [];
}

function addCertificate(files: Map<string, string | Uint8Array>, { der }: Certificate): void {
  const name = `data/anchors/tsa-certificates/${nodeHasher.sha256Hex(der).slice(0, 16)}.pem`;
  const rows = encodeBase64(der).match(/.{1,64}/gu) ?? [];
  files.set(name, ['-----BEGIN CERTIFICATE-----', ...rows, '-----END CERTIFICATE-----', ''].join('\n'));
}
