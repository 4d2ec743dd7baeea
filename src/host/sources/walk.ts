/**
 * From the paths a person gives to a stream of leaf sources: folders walked, containers opened in place, by content.
 *
 * One source at a time, in a fixed order; nothing is loaded whole, nothing is written but the sealed copy of an archive
 * nested in another. What can't be read is reported and the walk goes on with the next.
 * Trust: names, sizes and bytes are hostile; see found.ts for what a consumer may rely on, limits.ts for bombs.
 */
import { tmpdir } from 'node:os';
import { ByteReader } from './byte-reader.ts';
import { accessDisk, listFiles, readFile, readPassing } from './disk.ts';
import type { DiskFile } from './disk.ts';
import { addFinding, problem, warning } from './found.ts';
import type { Found, Located } from './found.ts';
import { DEFAULT_LIMITS, UnpackBudget } from './limits.ts';
import type { UnpackLimits } from './limits.ts';
import { detect, MAGIC_BYTES } from './magic.ts';
import { baseName } from './names.ts';
import { yieldLeaf } from './node.ts';
import type { SourceNode, WalkContext } from './node.ts';
import { walkPackedStream } from './packed-stream.ts';
import { walkTar } from './tar.ts';
import { walkZip } from './zip.ts';

export interface WalkOptions {
  signal?: AbortSignal;
  limits?: Partial<UnpackLimits>;
  /** Folder for the sealed copy of a nested archive of more than 16 MiB; the system's temporary folder by default. */
  spoolDir?: string;
  /** Real paths of folders to leave out, such as the case itself. */
  exclude?: readonly string[];
}

/**
 * Sources, containers (each after its members) and problems below `paths`.
 *
 * A source that is not reopenable must be read before the next step of the walk.
 * @throws AppError FILE_NOT_FOUND before the first source, where a path does not exist; CANCELLED; DISK_FULL
 */
export async function* walkSources(
  paths: readonly string[],
  options: WalkOptions = {},
): AsyncGenerator<Found & Located> {
  const limits: UnpackLimits = { ...DEFAULT_LIMITS, ...options.limits };
  for await (const file of listFiles(paths, options)) {
    if (file.what === 'problem') {
      yield file;
      continue;
    }
    const context: WalkContext = {
      budget: new UnpackBudget(limits, file.sizeBytes),
      spoolDir: options.spoolDir ?? tmpdir(),
      walk: (node) => walkNode(node, context),
    };
    for await (const found of walkFile(file, context, options.signal)) {
      // A member's path begins with that of the file it lies in.
      yield { ...found, location: file.location + found.path.slice(file.path.length) };
    }
  }
}

async function* walkFile(file: DiskFile, context: WalkContext, signal?: AbortSignal): AsyncGenerator<Found> {
  const { path, sizeBytes, mtimeMs, findings } = file;
  const bytes = new ByteReader(readFile(file, signal));
  try {
    await bytes.peek(1);
    const unreadable = findings.find(({ kind }) => kind === 'unreadable');
    if (unreadable !== undefined) {
      yield problem(path, unreadable);
      return;
    }
    const access = {
      open: () => readFile(file, signal),
      openPassing: () => readPassing(file, signal),
      access: () => accessDisk(file),
    };
    yield* walkNode(
      { path, name: baseName(path), sizeBytes, mtimeMs, depth: 0, findings, bytes, file: access },
      context,
    );
  } finally {
    await bytes.close();
  }
}

async function* walkNode(node: SourceNode, context: WalkContext): AsyncGenerator<Found> {
  const detected = detect(await node.bytes.peek(MAGIC_BYTES));
  if (detected.kind === 'leaf') {
    yield* yieldLeaf(node);
  } else if (detected.kind === 'unsupported') {
    const message = `Packed as ${detected.label}, which is not opened here; unpack it and take in the result`;
    addFinding(node.findings, warning('container-unsupported', message));
    yield* yieldLeaf(node);
  } else if (node.depth >= context.budget.depth) {
    const message = `Not opened: more than ${context.budget.depth} containers lie inside each other`;
    addFinding(node.findings, warning('archive-limit', message));
    yield* yieldLeaf(node);
  } else if (detected.kind === 'zip') {
    yield* walkZip(node, context);
  } else if (detected.kind === 'tar') {
    yield* walkTar(node, context);
  } else {
    yield* walkPackedStream(node, detected.kind, context);
  }
}
