/**
 * Checks 4 to 8 over the lines, in one pass: each place filled once, chain, tree, seals, heads, keys, clocks.
 *
 * Memory does not grow with the number of events: kept are the records that people and keys are in, and withheld ranges.
 * Source: evidence-format.md §2, §3, §8; bundle-format.md §3.
 * Trust: lines are hostile; `InspectedLines` says what each claims to be.
 */
import { hexOf } from '../base/bytes.ts';
import { hashOfPair, startHash } from '../base/hash.ts';
import { count, quoted } from '../base/plain-text.ts';
import { GrowingTree } from '../tlog/growing-tree.ts';
import type { Findings } from './findings.ts';
import type { Heads } from './heads.ts';
import { FORM, type InspectedLines, type Origin } from './inspect-lines.ts';
import { KeyHistory } from './key-history.ts';
import { RECORDS } from './layout.ts';
import type { RecordLine, WithheldLine } from './line.ts';
import { Ranges } from './ranges.ts';
import { TimeLine } from './time-line.ts';

const CHAIN = 2;
/** Records of people and keys; a case with more than this is none that people made. */
const MAX_ACTS = 200_000;
/** Kinds that later checks ask for. */
const KEPT: ReadonlySet<string> = new Set(['custody', 'export', 'source', 'source-report']);

export class LogReader {
  readonly keys: KeyHistory;
  readonly tree = new GrowingTree();
  readonly kept: RecordLine[] = [];
  /** Withheld with their digest, redacted, and withheld as subtrees, by place. */
  readonly withheld = new Ranges();
  readonly redacted = new Ranges();
  readonly folded = new Ranges();
  readonly events = { disclosed: 0, rowDigest: startHash('sha256') };
  genesisDigest = '';
  disclosed = 0;
  /** The root for each of these sizes, where a head or a question names it. */
  readonly roots = new Map<number, Uint8Array>();
  readonly onOrigin: (seq: number, origin: Origin) => Promise<void>;

  readonly #findings: Findings;
  readonly #heads: Heads;
  readonly #timeLine: TimeLine;
  readonly #wantedRoots: ReadonlySet<number>;
  /** `undefined` once a whole subtree was withheld: its digests are unknown. */
  #chain: Uint8Array | undefined = new Uint8Array(32);
  #lastSeal = -1;
  #isBroken = false;

  constructor(findings: Findings, heads: Heads, wantedRoots: ReadonlySet<number>, onOrigin: LogReader['onOrigin']) {
    this.#findings = findings;
    this.#heads = heads;
    this.#timeLine = new TimeLine(findings);
    this.#wantedRoots = wantedRoots;
    this.keys = new KeyHistory(findings);
    this.onOrigin = onOrigin;
  }

  get size(): number {
    return this.tree.size;
  }

  async read(block: InspectedLines): Promise<void> {
    const others = new Map(block.others);
    const origins = new Map(block.origins);
    const problems = new Map(block.problems);
    const logs = new Map(block.logs);
    let log: string | undefined;
    for (let line = 0; line < block.seqs.length; line++) {
      const seq = this.tree.size;
      const form = block.forms[line] as number;
      const digest = block.digests.subarray(line * 32, line * 32 + 32);
      const what = others.get(line);
      log = logs.get(line) ?? log;
      if (form === FORM.bad)
        this.#failLine(seq, 'line-malformed', `Record ${count(seq)} is not what was recorded: ${problems.get(line)}.`);
      else if (block.seqs[line] !== seq) this.#failOrder(seq, block.seqs[line] as number);
      else if (form <= FORM.record && seq > 0 && log !== this.keys.origin) {
        this.#failLine(seq, 'line-log', `Record ${count(seq)} belongs to another log, ${quoted(log ?? '')}.`);
      }
      if (what?.form === 'subtree') {
        if (!this.#fold(what, seq)) return;
        continue;
      }
      this.tree.add(block.leaves.slice(line * 32, line * 32 + 32));
      this.onDigest?.(seq, digest.slice());
      if (form === FORM.event) {
        this.disclosed += 1;
        if (block.events[line] === 1) this.#countRow(digest);
        const origin = origins.get(line);
        if (origin !== undefined) await this.onOrigin(seq, origin);
      } else if (what?.form === 'record') {
        this.disclosed += 1;
        this.#record({ ...what, seq }, digest);
      } else if (what?.form === 'withheld') {
        (what.redacted === undefined ? this.withheld : this.redacted).add(seq);
        this.#hold(seq, digest);
      }
      if (this.#chain !== undefined) this.#chain = hashOfPair(CHAIN, this.#chain, digest);
      this.#atSize(seq + 1);
    }
  }

  /** A row of a query's result: an event that is shown, or one that is withheld by name. */
  #countRow(digest: Uint8Array): void {
    this.events.disclosed += 1;
    this.events.rowDigest.update(digest.slice());
  }
  /** Which withheld records were rows, the privilege log says; it is read before the lines. */
  isRow: (seq: number) => boolean = () => false;
  /** Told the digest of every record whose digest is known, where somebody asks. */
  onDigest: ((seq: number, digest: Uint8Array) => void) | undefined;
  #hold(seq: number, digest: Uint8Array): void {
    if (this.isRow(seq)) this.events.rowDigest.update(digest.slice());
  }

  #record(record: RecordLine, digest: Uint8Array): void {
    if (record.seq === 0) this.genesisDigest = hexOf(digest);
    this.keys.read(record, this.#heads.sizeBefore);
    this.#timeLine.read(record);
    if (record.kind === 'seal') this.#seal(record);
    if (KEPT.has(record.kind)) {
      if (this.kept.length < MAX_ACTS) this.kept.push(record);
      else if (this.kept.length === MAX_ACTS)
        this.#findings.cannot(11, 'There are too many records of people’s acts to look at all of them.');
    }
  }

  /** evidence-format.md §3 and §6: what a seal must say. */
  #seal({ seq, body }: RecordLine): void {
    const wrong: string[] = [];
    if (body['size'] !== seq) wrong.push('its place');
    if (this.#chain !== undefined && body['chain'] !== `sha256:${hexOf(this.#chain)}`)
      wrong.push('the chain of the records before it');
    if (body['count'] !== seq - Math.max(this.#lastSeal + 1, 0))
      wrong.push('the number of records since the seal before it');
    if (!this.#isBroken && wrong.length > 0) {
      this.#findings.fail('seal-wrong', `The seal at record ${count(seq)} does not fit: ${wrong.join(', ')}.`, {
        file: RECORDS,
        record: seq,
      });
      if (wrong.some((what) => what.startsWith('the chain'))) {
        this.#findings.fail(
          'line-chain',
          `Between record ${count(this.#lastSeal + 1)} and record ${count(seq - 1)} a record was changed, moved or taken out: the chain does not fit.`,
          { file: RECORDS, record: seq },
        );
      }
    }
    if (body['prevHead'] !== this.#heads.hashBefore(seq + 1)) {
      this.#findings.fail(
        'head-link',
        `The seal at record ${count(seq)} names another head before it than the one that is here.`,
        { file: RECORDS, record: seq },
      );
    }
    const signer = this.keys.signerOf(seq + 1, this.#heads.sizeBefore);
    if (body['epoch'] !== signer?.n) {
      this.#findings.fail(
        'epoch-wrong',
        `The seal at record ${count(seq)} names another signing key than the one in force.`,
        { file: RECORDS, record: seq },
      );
    }
    if (this.#heads.at(seq + 1) === undefined) {
      this.#findings.fail('head-missing', `The head that was signed after record ${count(seq)} is missing.`, {
        file: RECORDS,
        record: seq,
      });
    }
    this.#lastSeal = seq;
  }

  #fold({ count: leaves, hash }: Extract<WithheldLine, { form: 'subtree' }>, seq: number): boolean {
    if (seq % leaves !== 0) {
      this.#findings.fail(
        'line-order',
        `A withheld stretch of ${count(leaves)} records can not begin at record ${count(seq)}.`,
        { file: RECORDS, record: seq },
      );
      return false;
    }
    this.tree.add(hash, leaves);
    this.folded.add(seq, seq + leaves - 1);
    this.#chain = undefined;
    this.#atSize(seq + leaves);
    return true;
  }

  #atSize(size: number): void {
    if (this.#wantedRoots.has(size)) this.roots.set(size, this.tree.root());
    if (!this.#heads.isAt(size)) return;
    const root = this.tree.root();
    this.roots.set(size, root);
    if (this.#lastSeal !== size - 1) {
      this.#findings.fail('seal-wrong', `A head counts ${count(size)} records, and no seal stands before it.`, {
        record: size - 1,
      });
    }
    this.#heads.check(size, root, this.keys.origin, this.keys);
  }

  #failOrder(seq: number, says: number): void {
    const what = says > seq ? 'records are missing before it' : 'it was moved, or put in, or stands twice';
    this.#failLine(
      seq,
      'line-order',
      `In the place of record ${count(seq)} stands one that says it is record ${count(says)}: ${what}.`,
    );
  }
  #failLine(seq: number, code: 'line-malformed' | 'line-order' | 'line-log', text: string): void {
    // One moved line would make every later one complain: the first is named, the rest only breaks the root.
    if (code === 'line-order' && this.#isBroken) return;
    this.#isBroken ||= code === 'line-order';
    this.#findings.fail(code, text, { file: RECORDS, record: seq });
  }
}
