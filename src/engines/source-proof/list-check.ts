/**
 * A list of hashes against the files of a case: the same, different, listed and not given, given and not listed.
 *
 * Pure but for the hashes that the caller computes: only SHA-256 is known of every file.
 * Trust: list and files are hostile; a path decides nothing that a hash does not.
 */
import { type HashList, isWeak, type ListedFile, type ListHash } from './hash-list.ts';
import { folderOf, pathBeside } from './listed-path.ts';
import type { FileLookup, KnownFile } from './file-lookup.ts';
import { counted, proofOf, verdictOf, type ProofDetail, type SourceProof } from './proof.ts';

/** The hash of a file of the case, in hex; undefined where its bytes can not be had. */
export type HashOfFile = (file: KnownFile, hash: ListHash) => Promise<string | undefined>;

export interface GivenList {
  /** In the case, or on disk where the person gave it. */
  readonly path: string;
  /** The folder that listed paths are beside; of a list outside the case, every folder is tried. */
  readonly isInCase: boolean;
  readonly list: HashList;
}

export interface ListOutcome {
  readonly proof: SourceProof;
  readonly byFile: ReadonlyMap<number, SourceProof>;
}

const FORMAT_WORDS: Readonly<Record<HashList['format'], string>> = {
  sums: 'list of sums',
  'bsd-sums': 'list of sums (BSD style)',
  hashdeep: 'hashdeep list',
  bagit: 'BagIt manifest',
};

export async function checkList(given: GivenList, files: FileLookup, hashOfFile: HashOfFile): Promise<ListOutcome> {
  const { path, list } = given;
  const details: ProofDetail[] = [];
  const byFile = new Map<number, SourceProof>();
  const met = new Set<number>();
  const tally = { same: 0, differs: 0, unread: 0, absent: 0 };
  for (const entry of list.files) {
    const found = findListed(given, entry, files);
    if (found.odd) {
      const text = 'A path that leads out of the folder of the list: it names no file here';
      details.push({ what: 'odd-path', level: 'doubt', text, path: entry.path });
    }
    if (found.files.length === 0) {
      tally.absent++;
      details.push({ what: 'file-missing', level: 'doubt', text: 'Listed, but not in the case', path: entry.path });
      continue;
    }
    for (const file of found.files) {
      met.add(file.sourceSeq);
      const compared = await compareFile(entry, file, hashOfFile);
      tally[compared.outcome]++;
      if (compared.outcome !== 'same') {
        details.push({
          what: compared.outcome === 'differs' ? 'hash-differs' : 'no-bytes',
          level: compared.outcome === 'differs' ? 'bad' : 'doubt',
          text: compared.text,
          path: file.path,
        });
      }
      byFile.set(file.sourceSeq, fileProof(file, entry, path, compared, found.byHash));
    }
  }
  const unlisted = given.isInCase ? unlistedFiles(given, files, met) : [];
  for (const file of unlisted) {
    details.push({
      what: 'file-unlisted',
      level: 'info',
      text: 'Given beside the list, but not listed',
      path: file.path,
    });
  }
  if (list.badLines > 0) {
    details.push({
      what: 'malformed',
      level: 'doubt',
      text: `${counted(list.badLines, 'line')} of the list can not be read`,
    });
  }
  if (list.isCut) details.push({ what: 'malformed', level: 'doubt', text: 'The list is longer than is read' });
  const weak = weakWords(list.files.flatMap(({ hashes }) => hashes.map(({ hash }) => hash)));
  if (weak !== undefined) details.push({ what: 'weak-hash', level: 'info', text: weak });
  const verdict = verdictOf(details, 'holds');
  const parts = [
    `${counted(tally.same, 'file')} the same`,
    ...(tally.differs > 0 ? [`${tally.differs} different`] : []),
    ...(tally.unread > 0 ? [`${tally.unread} whose bytes can not be had`] : []),
    ...(tally.absent > 0 ? [`${tally.absent} listed but not given`] : []),
    ...(unlisted.length > 0 ? [`${unlisted.length} given but not listed`] : []),
  ];
  const proof = proofOf({
    kind: 'hash-list',
    verdict,
    summary: `Of ${counted(list.files.length, 'listed file')}: ${parts.join(', ')}`,
    covers: { files: list.files.length },
    by: `${FORMAT_WORDS[list.format]} ${path}`,
    details,
  });
  return { proof, byFile };
}

/** A hash that matches under another name is the same file, moved; a name that climbs out is never followed. */
function findListed(
  { path, isInCase }: GivenList,
  entry: ListedFile,
  files: FileLookup,
): { files: readonly KnownFile[]; byHash: boolean; odd: boolean } {
  const beside = pathBeside(path, entry.path);
  const odd = pathBeside('', entry.path) === undefined;
  const named = beside === undefined ? [] : isInCase ? files.atPath(beside) : withEnding(entry.path, files);
  if (named.length > 0) return { files: named, byHash: false, odd };
  for (const { hash, hex } of entry.hashes) {
    const same = files.withHash(hash, hex);
    if (same !== undefined) return { files: [same], byHash: true, odd };
  }
  return { files: [], byHash: false, odd };
}

/** For a list that lay elsewhere: the one file of the case whose path ends so; where several do, the name says nothing. */
function withEnding(listed: string, files: FileLookup): readonly KnownFile[] {
  const ending = `/${pathBeside('', listed) ?? ''}`;
  if (ending === '/') return [];
  const found = files.all.filter(({ path }) => `/${path.replaceAll('\\', '/')}`.endsWith(ending));
  return new Set(found.map(({ sha256 }) => sha256)).size === 1 ? found : [];
}

interface Compared {
  readonly outcome: 'same' | 'differs' | 'unread';
  readonly text: string;
  readonly hashes: readonly ListHash[];
}

async function compareFile(entry: ListedFile, file: KnownFile, hashOfFile: HashOfFile): Promise<Compared> {
  const hashes = entry.hashes.map(({ hash }) => hash);
  if (entry.sizeBytes !== undefined && entry.sizeBytes !== file.sizeBytes) {
    const text = `The list says ${entry.sizeBytes} bytes, the file has ${file.sizeBytes}`;
    return { outcome: 'differs', text, hashes };
  }
  for (const { hash, hex } of entry.hashes) {
    const actual = hash === 'sha256' ? file.sha256 : await hashOfFile(file, hash);
    if (actual === undefined) {
      return { outcome: 'unread', text: `Its bytes can not be had, so its ${hash} is not known`, hashes };
    }
    if (actual !== hex) return { outcome: 'differs', text: `Listed ${hash} ${hex}, the file has ${actual}`, hashes };
  }
  return { outcome: 'same', text: `${hashes.join(' and ')} as listed`, hashes };
}

function fileProof(
  file: KnownFile,
  entry: ListedFile,
  listPath: string,
  compared: Compared,
  byHash: boolean,
): SourceProof {
  const weak = weakWords(compared.hashes);
  const details: ProofDetail[] = [
    ...(weak === undefined ? [] : [{ what: 'weak-hash' as const, level: 'info' as const, text: weak }]),
    ...(byHash
      ? [
          {
            what: 'hash-same' as const,
            level: 'info' as const,
            text: 'Found by its hash: the list gives another path',
            path: entry.path,
          },
        ]
      : []),
  ];
  const words = {
    same: { verdict: 'holds', summary: `The file has the hash of the list: ${compared.text}` },
    differs: { verdict: 'fails', summary: `The file is not the one that was listed: ${compared.text}` },
    unread: { verdict: 'could-not-check', summary: compared.text },
  } as const;
  const { verdict, summary } = words[compared.outcome];
  return proofOf({ kind: 'listed-hash', verdict, summary, covers: { bytes: file.sizeBytes }, by: listPath, details });
}

function weakWords(hashes: readonly ListHash[]): string | undefined {
  if (hashes.length === 0 || hashes.some((hash) => !isWeak(hash))) return undefined;
  const names = [...new Set(hashes)].map((hash) => hash.toUpperCase()).join(' and ');
  return `Only ${names}: it tells an accident, not a file that somebody made to match`;
}

/** Lists and their signatures do not list themselves. */
const SIDE_FILE =
  /(?:^|\/)(?:[^/]*sums?(?:\.txt)?|(?:tag)?manifest-[^/]*|bagit\.txt|bag-info\.txt|[^/]*\.(?:md5|sha1|sha224|sha256|sha384|sha512|asc|sig|minisig|sigstore(?:\.json)?|tlog-proof))$/iu;

/** A BagIt manifest answers for the payload folder alone. */
function unlistedFiles({ path: listPath, list }: GivenList, files: FileLookup, met: ReadonlySet<number>): KnownFile[] {
  const plain = listPath.replaceAll('\\', '/');
  return files
    .below(`${folderOf(plain)}${list.format === 'bagit' ? 'data/' : ''}`)
    .filter(
      ({ sourceSeq, path }) => !met.has(sourceSeq) && path.replaceAll('\\', '/') !== plain && !SIDE_FILE.test(path),
    );
}
