/**
 * What readers ask of a sealed log: that of a case (verified-log.ts), or the part of one that a bundle shows (shown-log.ts).
 *
 * Types only.
 */
import type { VerifiedLog } from './verified-log.ts';

export type SealedLog = Pick<VerifiedLog, keyof VerifiedLog> & {
  /** Why a place of the log has no line that could be shown: a sentence. Undefined where it has one. */
  whyHidden?(seq: number): string | undefined;
  /** Why parts of a record are not there, by the person who withheld them. */
  reasonFor?(seq: number): HiddenReason | undefined;
};

/** As the privilege log of a bundle says. */
export interface HiddenReason {
  by: string;
  basis: string;
  description: string;
}
