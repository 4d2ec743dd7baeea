/**
 * The files of a case as lists name them: by path, and by hash.
 *
 * Pure. Building it is O(files); a look-up O(1).
 * Trust: paths of the case are what people and archives gave; two files may have one path in two ingests, and both are looked at.
 */
import type { ListHash } from './hash-list.ts';

export interface KnownFile {
  /** Seq of its `source` record. */
  readonly sourceSeq: number;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Further hashes that were taken when it was acquired. */
  readonly md5?: string;
  readonly sha1?: string;
  /** Archives were opened and are no source of events. */
  readonly isContainer: boolean;
}

export class FileLookup {
  readonly all: readonly KnownFile[];
  readonly #byPath = new Map<string, KnownFile[]>();
  readonly #bySha256 = new Map<string, KnownFile>();

  constructor(files: readonly KnownFile[]) {
    this.all = files;
    for (const file of files) {
      const path = file.path.replaceAll('\\', '/');
      const known = this.#byPath.get(path);
      if (known === undefined) this.#byPath.set(path, [file]);
      else known.push(file);
      if (!this.#bySha256.has(file.sha256)) this.#bySha256.set(file.sha256, file);
    }
  }

  atPath(path: string): readonly KnownFile[] {
    return this.#byPath.get(path) ?? [];
  }

  withHash(hash: ListHash, hex: string): KnownFile | undefined {
    if (hash === 'sha256') return this.#bySha256.get(hex);
    if (hash !== 'md5' && hash !== 'sha1') return undefined;
    return this.all.find((file) => file[hash] === hex);
  }

  /** Files below a folder, which ends with a slash; members of archives in it are not, the archive is. */
  below(folder: string): KnownFile[] {
    return this.all.filter(({ path }) => {
      const plain = path.replaceAll('\\', '/');
      return plain.startsWith(folder) && !plain.slice(folder.length).includes('!/');
    });
  }
}
