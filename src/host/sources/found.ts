/**
 * What a walk over evidence finds: leaf sources to read, containers that were opened, things that could not be.
 *
 * Pure types and small constructors.
 * Trust: paths and names come from disks and archives an attacker may have made; `path` and `name` are for people and
 * reports, never for opening anything.
 */
import type { Finding } from '../../shared/verdict.ts';

/** Something a person must know about one source or container. Kinds are listed in resources/docs/errors.md. */
export interface SourceFinding extends Finding {
  /** `warning` puts the source in doubt, `info` says. */
  readonly level: 'info' | 'warning';
  /** Bytes from the start of the thing the finding is about; for a container, of its packed bytes. */
  readonly offset?: number;
}

export const CONTAINER_KINDS = ['gzip', 'zstd', 'tar', 'tar.gz', 'tar.zst', 'zip'] as const;
export type ContainerKind = (typeof CONTAINER_KINDS)[number];

/** One stream of evidence bytes that is not a container we open. */
export interface FoundSource {
  readonly what: 'source';
  /** `dir/archive.zip!/inner/name`; nested containers repeat `!/`. Cleaned for display. */
  readonly path: string;
  /** Last part of the path: a hint for readers, never decisive. */
  readonly name: string;
  /** Size in bytes: the file system's word, or the archive's claim, which may be a lie; undefined where nobody says. */
  readonly sizeBytes?: number;
  /** Last change, milliseconds since the epoch; undefined where unknown. */
  readonly mtimeMs?: number;
  /** Whether `open` may be called more than once and after the walk has gone on: true for plain files. */
  readonly isReopenable: boolean;
  /** Grows while the source is read; complete when the stream of `open` has ended. */
  readonly findings: readonly SourceFinding[];
  /**
   * The bytes, in pieces that are the caller's to keep. Damage does not throw: the stream ends where the readable bytes
   * end, and `findings` says why. Throws AppError CANCELLED, DISK_FULL only.
   */
  open(): AsyncIterable<Uint8Array>;
  /** The same, in pieces that are only good until the next but one is asked for. */
  openPassing(): AsyncIterable<Uint8Array>;
}

/** A container, yielded after the last of its members. */
export interface FoundContainer {
  readonly what: 'container';
  readonly path: string;
  readonly kind: ContainerKind;
  /** SHA-256 of the container's own bytes, 64 hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly mtimeMs?: number;
  /** Files, links and other members met, folders not counted. */
  readonly memberCount: number;
  readonly findings: readonly SourceFinding[];
  /** The container's own bytes again; only where it is a plain file. */
  readonly open?: () => AsyncIterable<Uint8Array>;
}

/** Something that gives no bytes: a link, a device, an unreadable folder, an encrypted member. */
export interface SourceProblem {
  readonly what: 'problem';
  readonly path: string;
  readonly finding: SourceFinding;
}

export type Found = FoundSource | FoundContainer | SourceProblem;

/** Where something lies on this machine: `path`, but absolute and with links resolved, so that it can be found again. */
export interface Located {
  readonly location: string;
}

/** The same, or that a browser sent it and nobody can know. */
export interface Placed extends Partial<Located> {
  readonly arrival?: 'drop';
}

const MAX_FINDINGS = 1000;

/** Adds a finding; a hostile archive can cause one per member, so the list is cut with a last word that says so. */
export function addFinding(findings: SourceFinding[], finding: SourceFinding): void {
  const { kind, offset, message } = finding;
  // A file that is opened twice says everything twice.
  if (findings.some((other) => other.kind === kind && other.offset === offset && other.message === message)) return;
  if (findings.length < MAX_FINDINGS) findings.push(finding);
  else if (findings.length === MAX_FINDINGS) {
    findings.push({
      kind: 'findings-cut',
      level: 'warning',
      message: `More than ${MAX_FINDINGS} findings; the rest are not listed`,
    });
  }
}

export const warning = (kind: string, message: string, offset?: number): SourceFinding =>
  offset === undefined ? { kind, level: 'warning', message } : { kind, level: 'warning', message, offset };

export const problem = (path: string, finding: SourceFinding): SourceProblem => ({ what: 'problem', path, finding });
