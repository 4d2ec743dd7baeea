/**
 * Words of the proofs that a source carries itself or that were given with it: what is checked, what a check can say, and what
 * each proof is worth.
 *
 * Pure. resources/docs/source-proofs.md has the same words; a test compares them.
 */

export const PROOF_VERDICTS = ['holds', 'fails', 'could-not-check', 'absent'] as const;
/** `absent`: there is no such proof, which is never the same as one that holds. */
export type ProofVerdict = (typeof PROOF_VERDICTS)[number];

/** What stands in a list of sources: the worst of a source's proofs, or that nobody has looked yet. */
export const PROOF_STATES = [...PROOF_VERDICTS, 'not-checked'] as const;
export type ProofState = (typeof PROOF_STATES)[number];

export const PROOF_KINDS = [
  'evtx-checksums',
  'evtx-record-ids',
  'evtx-times',
  'evtx-channel',
  'cloudtrail-digest',
  'cloudtrail-log',
  'journal-seal',
  'hash-list',
  'listed-hash',
  'acquisition-log',
  'file-signature',
  'transparency-log',
  'log-checkpoint',
  'none',
] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

/** What a proof of a kind proves where it holds, and what it does not: one sentence each. */
export const PROOF_WORTH: Readonly<Record<ProofKind, { proves: string; notProves: string }>> = {
  'evtx-checksums': {
    proves: 'The chunks are as the event log service, or whoever wrote them last, left them.',
    notProves: 'CRC-32 needs no key: whoever changes records can compute it again.',
  },
  'evtx-record-ids': {
    proves: 'No record number is missing between the first and the last record.',
    notProves:
      'Whoever removes records and numbers the rest anew leaves no gap, and an export leaves out what it was told to.',
  },
  'evtx-times': {
    proves: 'Times run forward and no silence is unlike the others of this source.',
    notProves: 'A silence may be quiet or removed, and a clock may have been set: times alone can not tell.',
  },
  'evtx-channel': {
    proves: 'The files of one log follow each other without missing record numbers.',
    notProves: 'It says nothing about records before the first file and after the last.',
  },
  'cloudtrail-digest': {
    proves: 'A private key whose public half you gave signed this digest, and it names the digest before it.',
    notProves: 'Nothing pins the newest digest: where later ones were removed, only silence shows it.',
  },
  'cloudtrail-log': {
    proves: 'The log file has the bytes that its signed digest names.',
    notProves: 'It does not show that the service wrote down everything that happened.',
  },
  'journal-seal': {
    proves: 'Sealing keys that are gone sealed these entries.',
    notProves:
      'Who has the verification key could have sealed them, too; what came before the last seal only is covered.',
  },
  'hash-list': {
    proves: 'The files that this list names have the hashes it says.',
    notProves: 'A list without a signature can be written anew by whoever changes a file.',
  },
  'listed-hash': {
    proves: 'The file has the bytes that were there when the list was made.',
    notProves: 'A list without a signature can be written anew by whoever changes the file.',
  },
  'acquisition-log': {
    proves: 'The bytes have the hash that the acquiring tool wrote down.',
    notProves: 'The log is plain text and can be written anew; what happened before the acquisition it can not tell.',
  },
  'file-signature': {
    proves: 'Who holds the private key to the key you gave signed exactly these bytes.',
    notProves: 'It does not say when, nor who had the key.',
  },
  'transparency-log': {
    proves: 'A log whose key you gave has an entry with the hash of this file.',
    notProves: 'Nobody asked whether the log shows everybody the same; who made the entry is only what the entry says.',
  },
  'log-checkpoint': {
    proves: 'A log whose key you gave signed this head.',
    notProves: 'A head alone says nothing about any file.',
  },
  none: {
    proves: 'Nothing.',
    notProves: 'The source carries no proof of its own, and none was given with it.',
  },
};

/** What a detail of a proof can be. `level` says how much it weighs. */
export const PROOF_DETAILS = [
  'bad-checksum',
  'chain-gap',
  'channel-gap',
  'clear-event',
  'clock-back',
  'damaged-chunk',
  'digest-missing',
  'digest-moved',
  'duplicate-ids',
  'empty-hours',
  'export',
  'file-missing',
  'file-unlisted',
  'hash-differs',
  'hash-same',
  'hidden-record',
  'id-gap',
  'key-unknown',
  'log-missing',
  'malformed',
  'newest-unpinned',
  'no-bytes',
  'not-sealed',
  'odd-path',
  'quiet',
  'renumbered',
  'signature-bad',
  'signature-good',
  'slack-records',
  'start-missing',
  'state-flags',
  'tail-missing',
  'weak-hash',
] as const;
export type ProofDetailWord = (typeof PROOF_DETAILS)[number];

/** Worst first. */
export const PROOF_SEVERITY: readonly ProofVerdict[] = ['fails', 'could-not-check', 'holds', 'absent'];

/** The worst verdict decides; proofs that are absent say nothing where there are others. */
export function stateOfProofs(verdicts: readonly ProofVerdict[]): ProofVerdict {
  return PROOF_SEVERITY.find((verdict) => verdicts.includes(verdict)) ?? 'absent';
}
