/**
 * How much an archive may unfold to before it counts as a bomb. One budget per container given by the person, shared by
 * everything nested in it.
 *
 * Pure.
 * Trust: every number an archive states about itself may be a lie; only bytes actually produced are counted.
 */
import { addFinding, warning } from './found.ts';
import type { SourceFinding } from './found.ts';

export interface UnpackLimits {
  /** Unpacked bytes per packed byte, counted over the whole container, checked only above `ratioFromBytes`. */
  ratio: number;
  ratioFromBytes: number;
  /** Unpacked bytes in all, whatever the ratio. */
  unpackedBytes: number;
  members: number;
  /** Containers inside each other: 1 opens no container within a container. */
  depth: number;
}

export const DEFAULT_LIMITS: UnpackLimits = {
  // Deflate can't exceed 1,032; ordinary logs stay below 50.
  ratio: 1000,
  ratioFromBytes: 100 * 1024 * 1024,
  unpackedBytes: 1024 ** 4,
  members: 1_000_000,
  depth: 4,
};

export class UnpackBudget {
  readonly #limits: UnpackLimits;
  readonly #packedBytes: number;
  #unpackedBytes = 0;
  #members = 0;
  #reason: string | undefined;

  /** @param packedBytes size of the outermost container */
  constructor(limits: UnpackLimits, packedBytes: number) {
    this.#limits = limits;
    this.#packedBytes = Math.max(1, packedBytes);
  }

  get depth(): number {
    return this.#limits.depth;
  }

  /** Set once a limit is passed; nothing more of this container is opened then. */
  get isSpent(): boolean {
    return this.#reason !== undefined;
  }

  /** Counts unpacked bytes; false from the piece on that passes a limit. */
  takeBytes(count: number): boolean {
    this.#unpackedBytes += count;
    const { ratio, ratioFromBytes, unpackedBytes } = this.#limits;
    if (this.#unpackedBytes > unpackedBytes) this.#reason ??= `more than ${unpackedBytes} unpacked bytes`;
    if (this.#unpackedBytes > ratioFromBytes && this.#unpackedBytes > ratio * this.#packedBytes) {
      this.#reason ??= `more than ${ratio} unpacked bytes for each packed byte`;
    }
    return !this.isSpent;
  }

  takeMember(): boolean {
    this.#members += 1;
    if (this.#members > this.#limits.members) this.#reason ??= `more than ${this.#limits.members} members`;
    return !this.isSpent;
  }

  /** Says at `findings` that the limit stopped the reading there; nothing where no limit was passed. */
  report(findings: SourceFinding[]): void {
    if (this.#reason === undefined || findings.some((finding) => finding.kind === 'archive-limit')) return;
    addFinding(findings, warning('archive-limit', `Not read to the end: the archive holds ${this.#reason}`));
  }
}
