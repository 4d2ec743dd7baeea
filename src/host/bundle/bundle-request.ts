/** What a bundle is asked to hold, and what became of it: plain data between the service, the thread and the contract. */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { BundleDocument, BundleForm, OldHash } from '../../shared/bundle-words.ts';

export interface Reason {
  /** Why it may not be seen: a law, an order. */
  readonly basis: string;
  readonly description: string;
}

export interface BundleRequest {
  readonly path: string;
  readonly form: BundleForm;
  /** Absent: the whole case. */
  readonly query?: string;
  readonly from?: string;
  readonly to?: string;
  /** Matching events are given by their digest alone. */
  readonly withhold: readonly (Reason & { readonly query: string })[];
  /** What the pointers lead to is taken out of every event of the bundle. */
  readonly redact: readonly (Reason & { readonly pointer: string })[];
  readonly originals: boolean;
  readonly proofs: boolean;
  /** Outside marks that the case took in. */
  readonly marks: boolean;
  readonly oldHashes: readonly OldHash[];
  readonly documents: readonly BundleDocument[];
  readonly reports: readonly AddedReport[];
  /** As this workstation trusts: for `policy`, and the issuers of time stamps that are carried. */
  readonly trusted: { readonly witnesses: readonly string[]; readonly issuers: readonly Uint8Array[] };
}

/** A file that a person adds. */
export interface AddedReport {
  /** In `data/reports/`. */
  readonly name: string;
  readonly path: string;
  /** As it was when the bundle was asked for: it must still be when it is written. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Made over exactly `size` records. */
export interface BundlePlan {
  readonly size: number;
  readonly rows: number;
  /** 64 hex digits. */
  readonly rowDigest: string;
  /** Where the queries may mean something else than was meant. */
  readonly notices: readonly string[];
}

/** Of the export record and the head over it. */
export interface BundleRecord {
  readonly bundleId: string;
  readonly seq: number;
  readonly headSize: number;
  /** The acting operator: gives the reasons of the privilege log. */
  readonly operatorId: string;
}

export interface BundleCounts {
  readonly disclosed: number;
  readonly privileged: number;
  readonly redacted: number;
  readonly withheld: number;
}

export interface BundleContent {
  readonly caseId: string;
  readonly origin: string;
  /** 64 hex digits. */
  readonly headRoot: string;
  readonly counts: BundleCounts;
  /** Of the rows. */
  readonly rows: { readonly disclosed: number; readonly redacted: number; readonly withheld: number };
  readonly originals: number;
  readonly marks: number;
  readonly notices: readonly string[];
}

export interface BundleFiles {
  readonly files: number;
  /** Of a zip file its own size, of a folder that of all files. */
  readonly sizeBytes: number;
  /** SHA-256 of manifest.dsse.json, 64 hex digits: names this bundle in the next one. */
  readonly manifest: string;
}

/** The predicate of the signed list. */
export type Predicate = JsonObject;
