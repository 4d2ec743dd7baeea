/**
 * One stream on its way through the walk, before it is known whether it is a leaf or a container.
 *
 * Types only, and the step from a stream to a leaf source.
 * Trust: as in found.ts.
 */
import { invariant } from '../../shared/verdict.ts';
import type { ByteReader } from './byte-reader.ts';
import type { RandomAccess } from './random-access.ts';
import type { Found, FoundContainer, ContainerKind, FoundSource, SourceFinding } from './found.ts';
import type { UnpackBudget } from './limits.ts';

export interface SourceNode {
  /** Display path. */
  path: string;
  name: string;
  sizeBytes?: number;
  mtimeMs?: number;
  /** Containers around it. */
  depth: number;
  findings: SourceFinding[];
  /** At offset 0. */
  bytes: ByteReader;
  /** Where the node is a plain file. */
  file?: {
    open(): AsyncIterable<Uint8Array>;
    openPassing(): AsyncIterable<Uint8Array>;
    access(): Promise<RandomAccess>;
  };
}

export interface WalkContext {
  budget: UnpackBudget;
  /** Folder for the encrypted copy of an archive that needs random access and lies inside another. */
  spoolDir: string;
  /** Finds out what a node is and yields everything in it. The node's bytes may be left unread. */
  walk(node: SourceNode): AsyncGenerator<Found>;
}

/** The optional facts of a node, as they stand in what is yielded. */
export function factsOf(node: { sizeBytes?: number; mtimeMs?: number }): { sizeBytes?: number; mtimeMs?: number } {
  const facts: { sizeBytes?: number; mtimeMs?: number } = {};
  if (node.sizeBytes !== undefined) facts.sizeBytes = node.sizeBytes;
  if (node.mtimeMs !== undefined) facts.mtimeMs = node.mtimeMs;
  return facts;
}

/** Yields the node as a leaf; once the walk goes on, a stream that can't be reopened is closed to the consumer. */
export async function* yieldLeaf(node: SourceNode): AsyncGenerator<Found> {
  const { path, name, findings, file } = node;
  let isOpenable = true;
  const openOnce = (): AsyncIterable<Uint8Array> => {
    invariant(isOpenable, 'a member of a container is opened once, while the walk stands at it');
    isOpenable = false;
    return node.bytes.stream();
  };
  const source: FoundSource = {
    what: 'source',
    path,
    name,
    ...factsOf(node),
    isReopenable: file !== undefined,
    findings,
    open: file === undefined ? openOnce : file.open,
    openPassing: file === undefined ? openOnce : file.openPassing,
  };
  yield source;
  isOpenable = false;
}

/** The record of a container whose members have all been met; reads the node's bytes to their end for the digest. */
export async function containerOf(
  node: SourceNode,
  kind: ContainerKind,
  memberCount: number,
  digest?: { sha256: string; sizeBytes: number },
): Promise<FoundContainer> {
  const { sha256, sizeBytes } = digest ?? (await node.bytes.finishHashing());
  const { path, findings, mtimeMs, file } = node;
  const container: FoundContainer = { what: 'container', path, kind, sha256, sizeBytes, memberCount, findings };
  return Object.assign(
    container,
    mtimeMs === undefined ? {} : { mtimeMs },
    file === undefined ? {} : { open: file.open },
  );
}
