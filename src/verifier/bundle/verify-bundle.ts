/**
 * The twelve checks over one bundle, in their order.
 *
 * Reads every file once, records and originals twice; memory does not grow with the number of events.
 * Source: INTEGRITY 8; bundle-format.md. Trust: the folder is hostile; what the person gave (`Options`) is not.
 */
import { hexOf, textOf, utf8 } from '../base/bytes.ts';
import { startHash } from '../base/hash.ts';
import { count, quoted } from '../base/plain-text.ts';
import { NotSupported, Refused } from '../base/refused.ts';
import { type BagProblem, checkBag, type CheckedBag } from '../bag/check-bag.ts';
import { type Folder, readWhole } from '../bag/folder.ts';
import { parseManifest } from '../bag/manifest.ts';
import { type Certificate, certificatesOf } from '../time/certificate.ts';
import { isIncluded, leafHash } from '../tlog/merkle.ts';
import { openNote, parseNote } from '../tlog/note.ts';
import { parseCheckpoint } from '../tlog/checkpoint.ts';
import { parseTlogProof } from '../tlog/tlog-proof.ts';
import { compareHeads, type EarlierHead } from './comparison.ts';
import { checkCustody } from './custody.ts';
import { Findings } from './findings.ts';
import { Heads } from './heads.ts';
import { inspectLines, type InspectedLines } from './inspect-lines.ts';
import * as layout from './layout.ts';
import { lineBlocks } from './line-blocks.ts';
import { LogReader } from './log-reader.ts';
import { Marks, type Trust } from './marks.ts';
import { PrivilegeLog } from './privilege-log.ts';
import { type Facts, type Report, reportOf } from './report.ts';
import { checkCompleteness, checkSignedList, parseSignedList, type SignedList } from './signed-list.ts';
import { Sources } from './sources.ts';

export interface Options {
  /** 40 hex digits from paper; `undefined` where the person has none. */
  readonly fingerprint?: string;
  readonly trust: Trust;
  readonly earlier: readonly EarlierHead[];
  /** How many people must have signed the list, at least. */
  readonly signers: number;
  /** Where blocks of lines are inspected: here, or on other cores. Answers in the order they were asked. */
  readonly inspect?: (bytes: Uint8Array, wantsOrigins: boolean) => Promise<InspectedLines>;
  /** Called now and then: how many records have been read. */
  readonly onProgress?: (records: number) => void;
}

/** Blocks that may be under way at once. */
const AHEAD = 8;

export async function verifyBundle(folder: Folder, options: Options): Promise<Report> {
  const findings = new Findings();
  const asked = new Set([1]);
  let facts: Facts = { rootOfTrust: 'missing' };
  try {
    const bag = await checkBag(folder, (path) => path === layout.SIGNED_LIST);
    facts = { rootOfTrust: 'missing', contentHash: contentHashOf(bag) };
    if (!reportBag(bag, findings)) return reportOf(findings, { facts, marks: [], twoHistories: [], asked });
    const small = async (path: string, max = layout.MAX_SMALL_BYTES): Promise<Uint8Array | undefined> =>
      bag.files.has(path) ? await readWhole(folder, path, max) : undefined;
    const missing = layout.REQUIRED.filter((path) => !bag.files.has(path));
    for (const file of missing)
      findings.fail('file-missing', `This file was lost after the bundle was made: ${quoted(file)}.`, { file });
    const list = await readSignedList(small, findings);
    if (list !== undefined && list.predicate['bundleId'] !== bag.info.get('Bundle-Id')?.[0]) {
      findings.fail('list-mismatch', 'The signed list is of another bundle than the folder says.', {
        file: 'bag-info.txt',
      });
    }
    if (!bag.files.has(layout.RECORDS) || !bag.files.has(layout.HEADS)) {
      return reportOf(findings, { facts, marks: [], twoHistories: [], asked });
    }

    const headsBytes = await small(layout.HEADS, layout.MAX_HEADS_BYTES);
    if (headsBytes === undefined) findings.cannot(5, 'The list of heads is too long.');
    const heads = new Heads(headsBytes === undefined ? '' : textOf(headsBytes), findings);
    const privilegeBytes = await small(layout.PRIVILEGE_LOG);
    const privileges = new PrivilegeLog(privilegeBytes === undefined ? '' : textOf(privilegeBytes), findings);
    const sources = new Sources(folder, bag.files, findings);
    const proofs = proofsIn(bag, findings);
    const wanted = new Set(options.earlier.map(({ checkpoint }) => checkpoint.size));
    const log = new LogReader(findings, heads, wanted, (seq, origin) => sources.check(seq, origin));
    log.isRow = (seq) => privileges.ranges.has(seq);
    log.onDigest = proofs.size > 0 ? (seq, digest) => void proofs.get(seq)?.push(digest) : undefined;
    await readLines(folder, bag, log, sources.isAnyHere, options, findings);
    heads.finish(log.size);
    await checkNewestHead(heads, small, findings);
    privileges.check(log, list?.isWhole ?? true, findings);
    for (const check of [2, 3, 4, 5, 6, 7, 8, 10, 11]) asked.add(check);

    const fingerprint = log.genesisDigest.slice(0, 40);
    const rootOfTrust = checkRoot(fingerprint, log, options, findings);
    const listFacts =
      list === undefined
        ? undefined
        : await checkSignedList(list, bag.files, log, privileges, options.signers, findings);
    if (list !== undefined) await checkCompleteness(await small(layout.COMPLETENESS), list, log, privileges, findings);
    await checkProofs(proofs, folder, log, heads, findings);
    const marks = await checkMarks(folder, bag, heads, options.trust, findings);
    sources.finish(log.kept, await otherHashes(small));
    await checkCustody(log.kept, log.keys, findings);
    const compared = compareHeads(options.earlier, log, heads, findings);
    // A mark of nobody trusted is no check that went well.
    if (marks.confirmed.length > 0) asked.add(9);
    if (options.earlier.length > 0) asked.add(12);
    facts = {
      ...facts,
      origin: log.keys.origin,
      caseName: log.keys.caseName,
      fingerprint: (fingerprint.match(/.{5}/gu) ?? []).join('-'),
      rootOfTrust,
      records: log.size,
      disclosed: log.disclosed,
      redacted: log.redacted.count,
      withheld: log.withheld.count + log.folded.count,
      head: hexOf(log.tree.root()),
      ...(listFacts === undefined ? {} : listFacts),
    };
    return reportOf(findings, {
      facts,
      marks: [...marks.confirmed, ...compared.confirmed],
      twoHistories: compared.proofs,
      asked,
    });
  } catch (error) {
    if (error instanceof Refused) findings.fail('folder-malformed', `The bundle can not be read: ${error.message}.`);
    else if (error instanceof NotSupported)
      findings.cannot(1, `The bundle uses ${error.message}, which this program does not check.`);
    else findings.cannot(1, `The bundle could not be read: ${quoted((error as Error).message)}.`);
    return reportOf(findings, { facts, marks: [], twoHistories: [], asked });
  }
}

/** As `sha256sum` prints them, in the order of their names. */
function contentHashOf({ files }: CheckedBag): string {
  const hash = startHash('sha256');
  const names = [...files.keys()].filter(layout.isContent).toSorted();
  for (const name of names) hash.update(utf8(`${files.get(name)?.sha256 ?? ''}  ${name}\n`));
  return hash.hex();
}

type ReadSmall = (path: string, max?: number) => Promise<Uint8Array | undefined>;

const WORDS: Readonly<
  Record<
    BagProblem['kind'],
    readonly [code: 'file-changed' | 'file-missing' | 'file-added' | 'folder-malformed' | 'file-refused', text: string]
  >
> = {
  changed: ['file-changed', 'This file was changed after the bundle was made'],
  missing: ['file-missing', 'This file was lost after the bundle was made'],
  added: ['file-added', 'This file was added after the bundle was made'],
  malformed: ['folder-malformed', 'This file is not what a bundle must have'],
  refused: ['file-refused', 'This file can not be accepted'],
};

/** @returns whether this is a bundle of the format that is known here: of another one nothing more can be said */
function reportBag({ problems, files, info, version }: CheckedBag, findings: Findings): boolean {
  for (const { path, kind, why } of problems) {
    const [code, text] = WORDS[kind];
    findings.fail(code, `${text}: ${quoted(path)}: ${why}.`, { file: path });
  }
  const [format] = info.get('Bundle-Format') ?? [];
  if (format !== layout.FORMAT && format?.startsWith('audittrailpro/bundle/') === true) {
    findings.cannot(1, `The bundle is of format ${quoted(format)}, which this program does not know.`);
    return false;
  }
  const malformed = (file: string, text: string): void => findings.fail('folder-malformed', text, { file });
  if (format !== layout.FORMAT) malformed('bag-info.txt', 'The folder does not say that it is an evidence bundle.');
  if (version !== undefined && version !== '1.0') malformed('bagit.txt', 'The folder is of an older version of BagIt.');
  const labels = [...info].flatMap(([label, values]) => values.map(() => label));
  if (labels.join() !== layout.INFO_LABELS.join()) {
    malformed('bag-info.txt', 'The folder describes itself in other words than it must.');
  }
  for (const path of files.keys()) {
    if (layout.belongs(path)) continue;
    findings.fail('file-added', `This file does not belong into a bundle: ${quoted(path)}.`, { file: path });
  }
  return true;
}

async function readSignedList(small: ReadSmall, findings: Findings): Promise<SignedList | undefined> {
  const bytes = await small(layout.SIGNED_LIST, 256 * 1024 * 1024);
  if (bytes === undefined) return undefined;
  try {
    return parseSignedList(bytes);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    findings.fail('list-malformed', `The signed list of files can not be read: ${error.message}.`, {
      file: layout.SIGNED_LIST,
    });
    return undefined;
  }
}

/** Checks 4 to 8, in one pass; several blocks are under way at once. */
async function readLines(
  folder: Folder,
  bag: CheckedBag,
  log: LogReader,
  wantsOrigins: boolean,
  options: Options,
  findings: Findings,
): Promise<void> {
  const inspect = options.inspect ?? (async (bytes: Uint8Array) => inspectLines(bytes, wantsOrigins));
  const hash = startHash('sha256');
  const waiting: Promise<InspectedLines>[] = [];
  const readNext = async (): Promise<void> => {
    await log.read(await (waiting.shift() as Promise<InspectedLines>));
    options.onProgress?.(log.size);
  };
  try {
    for await (const block of lineBlocks(folder.stream(layout.RECORDS))) {
      hash.update(block);
      waiting.push(inspect(block, wantsOrigins));
      if (waiting.length >= AHEAD) await readNext();
    }
    while (waiting.length > 0) await readNext();
  } catch (error) {
    await Promise.allSettled(waiting);
    if (!(error instanceof Refused)) throw error;
    findings.fail('line-malformed', `The lines can not be read to their end: ${error.message}.`, {
      file: layout.RECORDS,
      record: log.size,
    });
    return;
  }
  if (hash.hex() !== bag.files.get(layout.RECORDS)?.sha256)
    findings.fail('file-changed', 'This file was changed while it was checked.', { file: layout.RECORDS });
}

/** head.note is the last head, byte for byte. */
async function checkNewestHead(heads: Heads, small: ReadSmall, findings: Findings): Promise<void> {
  const bytes = await small(layout.HEAD);
  if (bytes === undefined || heads.newest === undefined) return;
  if (hexOf(bytes) !== hexOf(utf8(heads.newest.note)))
    findings.fail('head-malformed', 'The head of the bundle is not the newest of its list.', { file: layout.HEAD });
}

/** Check 3. */
function checkRoot(
  fingerprint: string,
  log: LogReader,
  { fingerprint: given, trust }: Options,
  findings: Findings,
): Facts['rootOfTrust'] {
  const key = trust.policy?.logs.find(({ name }) => name === log.keys.origin);
  const isOther =
    (given !== undefined && given !== fingerprint) || (key !== undefined && key.text !== log.keys.firstKey?.text);
  if (isOther) {
    findings.fail('other-case', 'This comes from another case: the record that founds it is not the one you know.', {
      record: 0,
    });
    return 'other';
  }
  if (given === undefined && key === undefined) {
    findings.warn(3, 'Consistent in itself, but not tied to any workstation you know: no fingerprint was given.');
    return 'missing';
  }
  return 'given';
}

type Proofs = Map<number, Uint8Array[]>;

function proofsIn({ files }: CheckedBag, findings: Findings): Proofs {
  const seqs = [...files.keys()].flatMap((path) => layout.PROOF.exec(path)?.[1] ?? []);
  if (seqs.length > 1_000_000) findings.cannot(6, 'There are too many proofs.');
  return new Map(seqs.slice(0, 1_000_000).map((seq) => [Number(seq), []]));
}

/**
 * Each proof stands alone: it must lead from the line that is here to a head that this log signed. Whether that head is the one
 * of the lines is check 5; so, where one line was changed, its own proof fails, and those of the others do not.
 */
async function checkProofs(
  proofs: Proofs,
  folder: Folder,
  log: LogReader,
  heads: Heads,
  findings: Findings,
): Promise<void> {
  for (const [seq, [digest]] of proofs) {
    const file = `data/proofs/${seq}.tlog-proof`;
    try {
      const bytes = await readWhole(folder, file, layout.MAX_SMALL_BYTES);
      const proof = parseTlogProof(bytes ?? new Uint8Array());
      const note = parseNote(utf8(proof.checkpoint));
      const head = parseCheckpoint(note.text);
      openNote(note, [...new Map(log.keys.allKeys.map((key) => [key.text, key])).values()]);
      const isHead = head.origin === log.keys.origin && heads.at(head.size)?.note.startsWith(note.text) === true;
      const isProof =
        digest !== undefined &&
        proof.index === seq &&
        isIncluded(seq, head.size, leafHash(digest), proof.hashes, head.root);
      if (!isHead || !isProof) throw new Refused('it does not lead from this record to a head of this log');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      findings.fail('proof-wrong', `The proof of record ${count(seq)} does not hold: ${error.message}.`, {
        file,
        record: seq,
      });
    }
  }
}

async function checkMarks(
  folder: Folder,
  { files }: CheckedBag,
  heads: Heads,
  trust: Trust,
  findings: Findings,
): Promise<Marks> {
  const others: Certificate[] = [];
  for (const path of files.keys()) {
    if (!layout.TSA_CERTIFICATE.test(path)) continue;
    try {
      others.push(...certificatesOf((await readWhole(folder, path, layout.MAX_SMALL_BYTES)) ?? new Uint8Array()));
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof NotSupported)) throw error;
      findings.note(9, 'This certificate can not be used.', { file: path });
    }
  }
  const marks = new Marks(heads, trust, others, findings);
  for (const path of files.keys()) {
    if (!layout.MARK.test(path)) continue;
    await marks.check(path, (await readWhole(folder, path, layout.MAX_SMALL_BYTES)) ?? new Uint8Array());
  }
  if (![...files.keys()].some((path) => layout.MARK.test(path))) findings.note(9, 'The bundle holds no outside mark.');
  return marks;
}

async function otherHashes(small: ReadSmall): Promise<Map<string, ReadonlyMap<string, string>>> {
  const hashes = new Map<string, ReadonlyMap<string, string>>();
  for (const algorithm of ['md5', 'sha1'] as const) {
    const bytes = await small(`manifest-${algorithm}.txt`);
    if (bytes !== undefined) hashes.set(algorithm, parseManifest(bytes, algorithm, false));
  }
  return hashes;
}
