/**
 * Check 9: what others saw of this log, and when.
 *
 * Source: bundle-format.md §9: RFC 3161 time stamps of a head file, cosignatures under a head, OpenTimestamps of a head file.
 * Trust: marks come from the bundle; whose word counts comes from the person who checks. A mark of nobody trusted confirms
 * nothing and breaks nothing; a mark that does not fit what it stands beside is a failure.
 */
import { textOf, utf8 } from '../base/bytes.ts';
import { count, quoted } from '../base/plain-text.ts';
import { NotSupported, Refused } from '../base/refused.ts';
import type { Certificate } from '../time/certificate.ts';
import { parseOpenTimestamp } from '../time/open-timestamps.ts';
import { verifyTimeStamp } from '../time/time-stamp.ts';
import { openNote, parseNote, parseSignatures } from '../tlog/note.ts';
import type { Policy } from '../tlog/policy.ts';
import { cosignatureTime } from '../tlog/vkey.ts';
import type { Findings } from './findings.ts';
import type { Head, Heads } from './heads.ts';
import { MARK } from './layout.ts';

export interface Trust {
  readonly policy?: Policy;
  readonly tsaRoots: readonly Certificate[];
  /** Merkle roots of Bitcoin blocks, as hex in the order of the block, by height. */
  readonly bitcoin: ReadonlyMap<number, string>;
}

export interface ConfirmedMark {
  /** Records 0 to size-1 existed. */
  readonly size: number;
  readonly kind: 'time-stamp' | 'witnesses' | 'bitcoin' | 'earlier-head';
  /** RFC 3339, where the mark says a time. */
  readonly by?: string;
  readonly who: string;
}

export class Marks {
  readonly confirmed: ConfirmedMark[] = [];
  readonly #heads: Heads;
  readonly #trust: Trust;
  readonly #findings: Findings;
  /** Certificates of the bundle: they may stand between, never at the end. */
  readonly #others: readonly Certificate[];

  constructor(heads: Heads, trust: Trust, others: readonly Certificate[], findings: Findings) {
    this.#heads = heads;
    this.#trust = trust;
    this.#others = others;
    this.#findings = findings;
  }

  async check(file: string, bytes: Uint8Array): Promise<void> {
    const [, size = '', kind] = MARK.exec(file) ?? [];
    const head = this.#heads.at(Number(size));
    if (head === undefined)
      return this.#findings.fail(
        'mark-wrong',
        `This mark is of a head over ${count(Number(size))} records, which is not here.`,
        { file },
      );
    try {
      if (kind === 'tsr') await this.#timeStamp(head, bytes, file);
      else if (kind === 'cosig') this.#cosignatures(head, bytes, file);
      else this.#openTimestamp(head, bytes, file);
    } catch (error) {
      if (error instanceof NotSupported)
        this.#findings.cannot(9, `This mark uses ${error.message}, which this program does not check.`, { file });
      else if (!(error instanceof Refused)) throw error;
      else if (error.message === 'the certificate of its signer is missing')
        this.#unconfirmed(file, 'the certificate of its signer is not here');
      else this.#findings.fail('mark-wrong', `This mark does not hold: ${error.message}.`, { file });
    }
  }

  async #timeStamp(head: Head, bytes: Uint8Array, file: string): Promise<void> {
    const { path, time, accuracyMs, signer, isModified } = await verifyTimeStamp(bytes, {
      message: utf8(head.note),
      roots: this.#trust.tsaRoots,
      others: this.#others,
    });
    if (path.kind === 'untrusted') return this.#unconfirmed(file, path.why);
    const by = new Date(time + (accuracyMs ?? 0)).toISOString();
    this.confirmed.push({ size: head.size, kind: 'time-stamp', by, who: quoted(signer.name) });
    if (isModified)
      this.#findings.warn(9, 'The authority granted this time stamp with changes to what was asked.', { file });
    this.#findings.note(
      9,
      'Whether the certificate of the time stamp was revoked was not asked: that needs a list from its issuer.',
      { file },
    );
  }

  #cosignatures(head: Head, bytes: Uint8Array, file: string): void {
    const { policy } = this.#trust;
    const signatures = parseSignatures(textOf(bytes));
    if (policy === undefined || policy.witnesses.size === 0)
      return this.#unconfirmed(file, 'no trusted witness was given');
    const known = [...policy.witnesses.values()];
    const isAnyKnown = signatures.some(({ name, keyId }) =>
      known.some((key) => key.name === name && key.keyId === keyId),
    );
    if (!isAnyKnown) return this.#unconfirmed(file, 'no witness that is trusted has signed it');
    const signed = openNote({ text: parseNote(utf8(head.note)).text, signatures }, known);
    const names = new Set(
      [...policy.witnesses].flatMap(([name, key]) => (signed.some((one) => one.key === key) ? [name] : [])),
    );
    if (!policy.needsWitnesses || !policy.isQuorum(names)) {
      return this.#unconfirmed(
        file,
        `${names.size === 1 ? 'one trusted witness has' : `${names.size} trusted witnesses have`} signed it, and that is not enough`,
      );
    }
    const times = signed.map(({ signature }) => cosignatureTime(signature.signature) ?? 0);
    const by = new Date(Math.max(...times) * 1000);
    this.confirmed.push({
      size: head.size,
      kind: 'witnesses',
      who: [...names].map(quoted).join(', '),
      ...(Number.isNaN(by.getTime()) ? {} : { by: by.toISOString() }),
    });
  }

  #openTimestamp(head: Head, bytes: Uint8Array, file: string): void {
    const { digest, fileHash, attestations } = parseOpenTimestamp(bytes);
    if (fileHash !== 'sha256') throw new Refused('it is over a hash that is too weak');
    if (digest !== head.sha256) throw new Refused('this time stamp belongs to something else');
    for (const claim of attestations) {
      if (claim.kind !== 'bitcoin') continue;
      const root = this.#trust.bitcoin.get(claim.height);
      if (root === undefined) continue;
      if (root !== claim.merkleRoot) throw new Refused(`block ${claim.height} has another root than the one it names`);
      this.confirmed.push({ size: head.size, kind: 'bitcoin', who: `Bitcoin block ${claim.height}` });
      return;
    }
    const heights = attestations.flatMap((one) => (one.kind === 'bitcoin' ? [one.height] : []));
    this.#unconfirmed(
      file,
      heights.length > 0
        ? `the header of Bitcoin block ${heights.join(' or ')} was not given`
        : 'it is pending, which proves nothing',
    );
  }

  #unconfirmed(file: string, why: string): void {
    this.#findings.note(9, `This mark confirms nothing here: ${why}.`, { file });
  }
}
