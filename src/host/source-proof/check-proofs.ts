/**
 * All proofs of sources of a case: their own, and those that were given with them.
 *
 * Runs on a reader thread. Cost: event logs are read once, other files as companion.ts says; a file is read whole only for a hash or
 * a signature that is over it.
 * Trust: everything in the case is hostile; keys are the person's.
 */
import { channelProofs, type ChannelFile } from '../../engines/source-proof/evtx-channel.ts';
import { checkCloudTrail, type DigestFile } from '../../engines/source-proof/cloudtrail-chain.ts';
import { checkJournal, exportProof } from '../../engines/source-proof/journal-file.ts';
import { checkList, type GivenList } from '../../engines/source-proof/list-check.ts';
import { signedName } from '../../engines/source-proof/minisign.ts';
import { proofOf, verdictOf, type ProofDetail, type SourceProof } from '../../engines/source-proof/proof.ts';
import { parseSigstoreBundle } from '../../engines/source-proof/sigstore-bundle.ts';
import { isWeak, type ListHash } from '../../engines/source-proof/hash-list.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import type { FileStore } from '../vault/file-store.ts';
import type { LogRecord } from '../vault/session.ts';
import { type Companion, HEAD_BYTES, MAX_COMPANION_BYTES, mayBeCompanion, readCompanion } from './companion.ts';
import { readEvtx } from './evtx-facts.ts';
import { checkFileSignature, pgpProof } from './file-signature.ts';
import { type GivenFile, readKeys } from './given-keys.ts';
import { checkBundle, checkHead, checkTlogProof, type ProvenFile } from './log-proof.ts';
import { type ProofFile, ProofFiles } from './proof-files.ts';

export interface ProofRequest {
  /** Seqs of `source` records to look at; undefined for all. */
  readonly sourceSeqs?: readonly number[];
  /** Sources, beside those, that may vouch for them; undefined for all. */
  readonly companionSeqs?: readonly number[];
  readonly keys: readonly GivenFile[];
  /** Whether other sources that were found to be vouched for are told of, too. */
  readonly tellsOthers?: boolean;
  /** Lists and proofs that are not in the case. */
  readonly lists: readonly GivenFile[];
}

export interface CheckedSource {
  readonly sourceSeq: number;
  readonly path: string;
  readonly sha256: string;
  readonly proofs: readonly SourceProof[];
}

export interface ProofRun {
  readonly sources: readonly CheckedSource[];
  readonly keys: readonly { readonly kind: string; readonly id: string }[];
  /** Proofs of files outside the case, by their path. */
  readonly lists: readonly { readonly path: string; readonly proofs: readonly SourceProof[] }[];
}

export interface ProofHooks {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, path: string) => void;
}

interface Vouching {
  readonly path: string;
  /** Undefined for a file that is not in the case. */
  readonly file: ProofFile | undefined;
  readonly companion: Companion;
}

/** PROOF_KEY_UNREADABLE, CANCELLED. @param records of kind `source`, in log order */
export async function checkProofs(
  store: FileStore,
  records: readonly LogRecord[],
  request: ProofRequest,
  hooks: ProofHooks,
): Promise<ProofRun> {
  const run = new Run(new ProofFiles(store, records, hooks.signal), request, hooks);
  return run.run();
}

class Run {
  readonly #files: ProofFiles;
  readonly #request: ProofRequest;
  readonly #hooks: ProofHooks;
  readonly #keys;
  readonly #proofs = new Map<number, SourceProof[]>();
  readonly #outside = new Map<string, SourceProof[]>();

  constructor(files: ProofFiles, request: ProofRequest, hooks: ProofHooks) {
    this.#files = files;
    this.#request = request;
    this.#hooks = hooks;
    this.#keys = readKeys(request.keys);
  }

  async run(): Promise<ProofRun> {
    const wanted = this.#wanted();
    const targets = this.#files.all.filter((file) => wanted.has(file.sourceSeq));
    const vouching = await this.#companions(wanted);
    await this.#eventLogs(targets);
    await this.#vouch(vouching);
    const told = this.#request.tellsOthers === true ? this.#files.all : targets;
    return {
      sources: told
        .filter(({ isContainer, sourceSeq }) => this.#proofs.has(sourceSeq) || (!isContainer && wanted.has(sourceSeq)))
        .map(({ sourceSeq, path, sha256, format }) => ({
          sourceSeq,
          path,
          sha256,
          proofs: this.#proofs.get(sourceSeq) ?? [absentProof(format)],
        })),
      keys: this.#keys.taken,
      lists: [...this.#outside].map(([path, proofs]) => ({ path, proofs })),
    };
  }

  #wanted(): Set<number> {
    const { sourceSeqs } = this.#request;
    return new Set(sourceSeqs ?? this.#files.all.map(({ sourceSeq }) => sourceSeq));
  }

  #put(file: { readonly sourceSeq: number } | undefined, proof: SourceProof): void {
    if (file === undefined) return;
    this.#proofs.set(file.sourceSeq, [...(this.#proofs.get(file.sourceSeq) ?? []), proof]);
  }

  /** A companion outside the case has no source to stand under. */
  #putOn({ file, path }: Vouching, proof: SourceProof): void {
    if (file !== undefined) this.#put(file, proof);
    else this.#outside.set(path, [...(this.#outside.get(path) ?? []), proof]);
  }

  async #companions(wanted: ReadonlySet<number>): Promise<Vouching[]> {
    const { companionSeqs, lists } = this.#request;
    const looked = companionSeqs === undefined ? undefined : new Set([...companionSeqs, ...wanted]);
    const found: Vouching[] = [];
    for (const file of this.#files.all) {
      if (file.isContainer || file.format === 'evtx' || file.sizeBytes === 0) continue;
      if (looked !== undefined && !looked.has(file.sourceSeq)) continue;
      const head = await this.#files.head(file, HEAD_BYTES);
      if (!mayBeCompanion(head)) continue;
      // A journal is read in place, however large.
      const isSmall = file.sizeBytes <= MAX_COMPANION_BYTES;
      const companion = isSmall ? await this.#readCompanion(file) : readCompanion(head, file.path);
      const isInPlace = companion?.is === 'journal' || companion?.is === 'journal-export';
      if (companion !== undefined && (isSmall || isInPlace)) found.push({ path: file.path, file, companion });
    }
    for (const { path, bytes } of lists) {
      const companion = readCompanion(bytes, path);
      if (companion === undefined) {
        throw new AppError('PROOF_LIST_UNREADABLE', `This is no list, log or proof that is known here: ${path}`, {
          details: { path },
        });
      }
      found.push({ path, file: undefined, companion });
    }
    return found;
  }

  async #readCompanion(file: ProofFile): Promise<Companion | undefined> {
    const bytes = await this.#files.whole(file);
    return bytes === undefined ? undefined : readCompanion(bytes, file.path);
  }

  async #eventLogs(targets: readonly ProofFile[]): Promise<void> {
    const logs = targets.filter(({ format }) => format === 'evtx');
    const total = logs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const known: ChannelFile[] = [];
    let done = 0;
    for (const file of logs) {
      const got = await this.#files.withBytes(file, async (opened) =>
        readEvtx(opened, (bytes) => this.#hooks.onProgress(done + bytes, total, file.path)),
      );
      done += file.sizeBytes;
      if ('reason' in got) {
        this.#put(file, unreadProof(got.reason));
        continue;
      }
      if (got.value === undefined) continue;
      const { analysis, edges } = got.value;
      for (const proof of analysis.finish(edges)) this.#put(file, proof);
      const summary = analysis.summary(edges);
      if (summary !== undefined) known.push({ sourceSeq: file.sourceSeq, path: file.path, summary });
    }
    // Of some of the files of a log it could not be told whether others fill a gap.
    if (logs.length < this.#files.all.filter(({ format }) => format === 'evtx').length) return;
    for (const [sourceSeq, proof] of channelProofs(known)) this.#put({ sourceSeq }, proof);
  }

  async #vouch(all: readonly Vouching[]): Promise<void> {
    this.#cloudTrail(all);
    for (const each of all) {
      const { companion, file } = each;
      switch (companion.is) {
        case 'list':
          await this.#list({ path: each.path, isInCase: file !== undefined, list: companion.list }, each);
          break;
        case 'acquisition':
          await this.#acquisition(each, companion);
          break;
        case 'signature':
          await this.#onBoth(each, await checkFileSignature(companion.signature, this.#provenBy(each), this.#keys));
          break;
        case 'pgp':
          await this.#onBoth(each, pgpProof());
          break;
        case 'bundle':
          await this.#onBoth(each, await checkBundle(companion.text, this.#provenBy(each), this.#keys));
          break;
        case 'tlog-proof':
          await this.#onBoth(each, await checkTlogProof(companion.text, this.#provenBy(each), this.#keys));
          break;
        case 'checkpoint':
          this.#putOn(each, checkHead(companion.text, this.#keys));
          break;
        case 'journal': {
          if (file === undefined) break;
          const got = await this.#files.withBytes(file, checkJournal);
          this.#put(file, 'value' in got ? got.value : unreadProof(got.reason));
          break;
        }
        case 'journal-export':
          this.#put(file, exportProof());
          break;
        default:
          break;
      }
    }
  }

  /** A proof about a file stands under the file, and under what vouches for it. */
  async #onBoth(each: Vouching, proof: SourceProof): Promise<void> {
    const about = this.#aboutOf(each);
    const { by } = proof;
    if (about !== undefined) this.#put(about, { ...proof, by: by === undefined ? each.path : `${by}, ${each.path}` });
    this.#putOn(each, about === undefined ? proof : { ...proof, by: about.path });
  }

  #provenBy(each: Vouching): ProvenFile | undefined {
    const about = this.#aboutOf(each);
    if (about === undefined) return undefined;
    return { sha256: about.sha256, sizeBytes: about.sizeBytes, stream: (take) => this.#files.stream(about, take) };
  }

  /** The file beside it under its name; else the one with the hash that a bundle names. */
  #aboutOf({ path, companion, file }: Vouching): ProofFile | undefined {
    const name = signedName(path.replaceAll('\\', '/'));
    const named =
      name === undefined
        ? undefined
        : file !== undefined
          ? this.#files.lookup.atPath(name)[0]
          : this.#files.all.find(
              (each) => each.path.replaceAll('\\', '/').split('/').at(-1) === name.split('/').at(-1),
            );
    if (named !== undefined) return this.#files.find(named.sourceSeq);
    if (companion.is !== 'bundle') return undefined;
    const bundle = parseSigstoreBundle(
      companion.text,
      (bytes) => nodeTextCodec.utf8(bytes, 0, bytes.length),
      (text) => nodeTextCodec.encodeUtf8(text),
    );
    const found =
      'problem' in bundle
        ? []
        : bundle.subjects.flatMap((sha256) => this.#files.lookup.withHash('sha256', sha256) ?? []);
    return found[0] === undefined ? undefined : this.#files.find(found[0].sourceSeq);
  }

  #cloudTrail(all: readonly Vouching[]): void {
    const digests: DigestFile[] = [];
    const signatures: string[] = [];
    for (const { file, companion } of all) {
      if (companion.is === 'digest' && file !== undefined) digests.push({ file, digest: companion.digest });
      if (companion.is === 'digest-signature') signatures.push(companion.signature);
    }
    const chain = checkCloudTrail({ digests, keys: this.#keys.digestKeys, signatures }, this.#files.lookup);
    for (const [sourceSeq, proofs] of chain) for (const proof of proofs) this.#put({ sourceSeq }, proof);
  }

  async #list(given: GivenList, each: Vouching): Promise<void> {
    const { proof, byFile } = await checkList(given, this.#files.lookup, (file, hash) => this.#files.hash(file, hash));
    this.#putOn(each, proof);
    for (const [sourceSeq, own] of byFile) this.#put({ sourceSeq }, own);
  }

  /** The hashes are of the data in an image: only a raw image is that data. */
  async #acquisition(each: Vouching, { log }: Extract<Companion, { is: 'acquisition' }>): Promise<void> {
    const { tool, hashes, toolSays } = log;
    const plain = each.path.replaceAll('\\', '/');
    const folder = plain.slice(0, plain.lastIndexOf('/') + 1);
    const candidates = this.#files.all.filter(({ sourceSeq }) => sourceSeq !== each.file?.sourceSeq);
    const beside =
      each.file === undefined
        ? candidates
        : candidates.filter(({ path }) => path.replaceAll('\\', '/').startsWith(folder));
    for (const file of beside) {
      const matches: ListHash[] = [];
      for (const { hash, hex } of hashes) if ((await this.#files.hash(file, hash)) === hex) matches.push(hash);
      if (matches.length === 0) continue;
      const weak = matches.every(isWeak)
        ? `; ${matches.join(' and ').toUpperCase()} tell accidents, not a file made to match`
        : '';
      const summary = `The log of ${tool} names the ${matches.join(' and ')} of these bytes${weak}`;
      const covers = { bytes: file.sizeBytes };
      this.#put(file, proofOf({ kind: 'acquisition-log', verdict: 'holds', summary, covers, by: each.path }));
      this.#putOn(each, proofOf({ kind: 'acquisition-log', verdict: 'holds', summary, covers, by: file.path }));
      return;
    }
    const details: ProofDetail[] = [
      {
        what: 'file-missing',
        level: 'doubt',
        text: `No file of the case has ${hashes.map(({ hash, hex }) => `${hash} ${hex}`).join(' or ')}`,
      },
      ...(toolSays === 'differ'
        ? [{ what: 'hash-differs' as const, level: 'bad' as const, text: `${tool} itself says that its hashes differ` }]
        : []),
    ];
    const summary = `A log of ${tool}: its hashes are of the data inside an image, and images such as E01 are not opened here`;
    this.#putOn(
      each,
      proofOf({
        kind: 'acquisition-log',
        verdict: verdictOf(details, 'could-not-check'),
        summary,
        covers: {},
        by: tool,
        details,
      }),
    );
  }
}

function unreadProof(reason: string): SourceProof {
  const details: ProofDetail[] = [{ what: 'no-bytes', level: 'doubt', text: reason }];
  return proofOf({
    kind: 'none',
    verdict: 'could-not-check',
    summary: `Its bytes can not be had: ${reason}`,
    covers: {},
    details,
  });
}

/** @param format as the source was read */
export function absentProof(format: string | null): SourceProof {
  const what = format === null ? 'A file that no reader took' : `A source of the format ${format}`;
  const summary = `${what}: it carries no proof of its own, and none was given with it`;
  return proofOf({ kind: 'none', verdict: 'absent', summary, covers: {} });
}
