/**
 * Why records are withheld or redacted, as it is written: neighbours with one reason are one line.
 *
 * Source: bundle-format.md §4. Errors: BUNDLE_REFUSED where the list would pass what a verifier reads.
 */
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import { type BundleFolder, type FileSink, refused } from './bundle-folder.ts';
import type { Reason } from './bundle-request.ts';

const NAME = 'data/case/privilege-log.ndjson';
/** bundle-format.md §11. */
const MAX_BYTES = 16 * 1024 * 1024;

export class PrivilegeList {
  readonly #folder: BundleFolder;
  readonly #by: string;
  #sink: FileSink | undefined;
  #open: { from: number; to: number; reason: Reason } | undefined;
  /** Places that are named. */
  count = 0;

  constructor(folder: BundleFolder, by: string) {
    this.#folder = folder;
    this.#by = by;
  }

  /** @param seq above every one before */
  async add(seq: number, reason: Reason): Promise<void> {
    this.count += 1;
    const open = this.#open;
    if (open?.to === seq - 1 && open.reason.basis === reason.basis && open.reason.description === reason.description) {
      open.to = seq;
      return;
    }
    await this.#write();
    this.#open = { from: seq, to: seq, reason };
  }

  async end(): Promise<void> {
    await this.#write();
    await this.#sink?.end();
  }

  async close(): Promise<void> {
    await this.#sink?.close();
  }

  async #write(): Promise<void> {
    if (this.#open === undefined) return;
    const { from, to, reason } = this.#open;
    this.#sink ??= await this.#folder.create(NAME);
    this.#sink.add(Buffer.from(`${canonicalize({ ...reason, by: this.#by, from, to })}\n`, 'utf8'));
    if (this.#sink.sizeBytes > MAX_BYTES) {
      throw refused(
        'So many separate records would be withheld or redacted that no verifier reads the list of reasons',
      );
    }
    await this.#sink.drain();
  }
}
