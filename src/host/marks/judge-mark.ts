/**
 * What a mark proves here and now: checked from its bytes, against the head it is over and the people trusted at this workstation.
 *
 * A few signature checks a mark. Source: evidence-format.md §9, bundle-format.md §9.
 * Trust: the bytes came in a file from anybody. `who` and `detail` hold names from there.
 */
import { timeOfCosignature } from '../../engines/chain/cosignature.ts';
import { openNote, parseNote } from '../../engines/chain/note.ts';
import { encodeHex, equalBytes } from '../../engines/kernel/bytes.ts';
import type { Certificate } from '../../engines/marks/certificate.ts';
import { parseOpenTimestamp } from '../../engines/marks/open-timestamps.ts';
import { checkTimeStamp, type TimeStamp } from '../../engines/marks/time-stamp.ts';
import type { MarkForm, MarkState } from '../../shared/mark-words.ts';
import type { Finding } from '../../shared/verdict.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { nodeSignatureCheck } from '../adapters/node-signature.ts';
import { notePorts } from '../vault/head-signer.ts';
import type { StoredHead } from '../vault/head-session.ts';
import type { Trust } from './trust-store.ts';

export interface Judged {
  state: MarkState;
  /** As they call themselves; empty where nobody is known. */
  who: string;
  /** RFC 3339, by the clock of whoever vouches. */
  time: string | null;
  detail: string;
  /** Where `state` is `wrong`: what does not fit. */
  finding?: Finding;
}

export interface MarkFile {
  form: MarkForm;
  bytes: Uint8Array;
}

/** @param nonces that were asked for with this head; empty where nobody knows what was asked */
export function judgeMark(mark: MarkFile, head: StoredHead, trust: Trust, nonces: readonly string[]): Judged {
  if (mark.form === 'cosignature') return judgeCosignatures(mark.bytes, head, trust);
  if (mark.form === 'time-stamp') return judgeTimeStamp(mark.bytes, head, trust, nonces);
  if (mark.form === 'open-timestamp') return judgeOpenTimestamp(mark.bytes, head, trust);
  return { state: 'stated', who: '', time: null, detail: 'On paper: only whoever has the page can compare it' };
}

const wrong = (finding: Finding): Judged => ({
  state: 'wrong',
  who: '',
  time: null,
  detail: finding.actual === undefined ? finding.message : `${finding.message}: ${finding.actual}`,
  finding,
});

/** Lines of a signed note (tlog-cosignature), put under the text of the head. */
function judgeCosignatures(bytes: Uint8Array, head: StoredHead, { witnesses }: Trust): Judged {
  const note = parseNote(head.note);
  const lines = nodeTextCodec.utf8(bytes, 0, bytes.length);
  const signed = note.kind === 'valid' ? parseNote(`${note.value.text}\n${lines}`) : note;
  if (note.kind !== 'valid' || signed.kind !== 'valid') {
    return wrong({ kind: 'mark-malformed', message: 'These are no cosignature lines' });
  }
  const names = [...new Set(signed.value.signatures.map(({ name }) => name))].join(', ');
  const opened = openNote(notePorts, `${note.value.text}\n${lines}`, witnesses);
  if (opened.kind === 'valid') {
    const known = opened.value.verified;
    const times = known.flatMap((signature) => timeOfCosignature(signature) ?? []);
    const who = [...new Set(known.map(({ name }) => name))].join(', ');
    const detail = `${who} had seen no larger head that contradicts this one`;
    return { state: 'confirmed', who, time: timeText(Math.min(...times) * 1000), detail };
  }
  const [finding] = opened.kind === 'invalid' ? opened.findings : [];
  if (finding?.kind === 'signature-unknown') {
    return { state: 'untrusted', who: names, time: null, detail: 'No witness that is trusted here signed it' };
  }
  return wrong({ kind: 'mark-signature-invalid', message: 'A witness that is trusted here did not sign this head' });
}

function judgeTimeStamp(bytes: Uint8Array, head: StoredHead, { roots }: Trust, nonces: readonly string[]): Judged {
  const message = nodeTextCodec.encodeUtf8(head.note);
  const verdict = checkTimeStamp(nodeSignatureCheck, bytes, { message, roots, nonces });
  if (verdict.kind === 'indeterminate') return { state: 'untrusted', who: '', time: null, detail: verdict.reason };
  if (verdict.kind === 'invalid') return wrong(verdict.findings[0]);
  const { path, timeMs, signer } = verdict.value;
  const facts = { who: signer.name, time: timeText(timeMs) };
  if (path.kind === 'untrusted') {
    return { state: 'untrusted', ...facts, detail: `Its signature is right, but ${path.why}` };
  }
  return { state: 'confirmed', ...facts, detail: stampDetail(verdict.value, path.path.at(-1) as Certificate) };
}

function stampDetail({ accuracyMs, isModified, signer }: TimeStamp, root: Certificate): string {
  const accuracy = accuracyMs === undefined ? '' : `, give or take ${accuracyMs / 1000} s`;
  const modified = isModified ? ', granted with modifications' : '';
  const issuer = root === signer ? '' : `, issued under ${root.name}`;
  return `Existed before that time${accuracy}${modified}${issuer}; whether the certificate was revoked is not known here`;
}

function judgeOpenTimestamp(bytes: Uint8Array, head: StoredHead, { blocks }: Trust): Judged {
  const verdict = parseOpenTimestamp(bytes);
  if (verdict.kind === 'indeterminate') return { state: 'untrusted', who: '', time: null, detail: verdict.reason };
  if (verdict.kind === 'invalid') return wrong(verdict.findings[0]);
  const { hash, digest, claims } = verdict.value;
  if (hash !== 'sha256' || !equalBytes(digest, nodeHasher.sha256(nodeTextCodec.encodeUtf8(head.note)))) {
    return wrong({ kind: 'mark-other-head', message: 'This proof is over something else' });
  }
  const inBlocks = claims.flatMap((claim) => (claim.kind === 'bitcoin' ? [claim] : []));
  const confirmed = inBlocks.find(({ height, root }) => blocks.get(height) === encodeHex(root));
  if (confirmed !== undefined) {
    const who = `Bitcoin block ${confirmed.height}`;
    return { state: 'confirmed', who, time: null, detail: 'Existed before that block was made' };
  }
  const contradicted = inBlocks.find(({ height }) => blocks.has(height));
  if (contradicted !== undefined) {
    const { height, root } = contradicted;
    // Which of the two is wrong nobody can say here: a root that was typed wrongly must not make the case a broken one.
    const detail = `Block ${height} as it was given here has the root ${blocks.get(height) ?? ''}, and the proof leads to ${encodeHex(root)}: one of both is wrong`;
    return { state: 'untrusted', who: `Bitcoin block ${height}`, time: null, detail };
  }
  if (inBlocks.length > 0) {
    const who = `Bitcoin block ${inBlocks.map(({ height }) => height).join(' or ')}`;
    return { state: 'untrusted', who, time: null, detail: 'The header of that block was not given here' };
  }
  const calendars = claims.flatMap((claim) => (claim.kind === 'pending' ? [claim.calendar] : []));
  const detail =
    'Proves nothing yet: a calendar promised to put it into a block. Upgrade the proof later and take it in again';
  return { state: 'pending', who: calendars.join(', '), time: null, detail };
}

/** Null for a time that no calendar has. */
function timeText(ms: number): string | null {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
