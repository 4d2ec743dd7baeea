/** Words of the verification view: how a check is run, what it found, and what that proves. */
const n = (count: number): string => count.toLocaleString('en');
const many = (count: number, one: string, more = `${one}s`): string => `${n(count)} ${count === 1 ? one : more}`;

export const verification = {
  tabsLabel: 'Parts of the verification',
  tabs: { check: 'Check of the case', marks: 'Outside marks' },
  title: 'Verification',
  lead: 'Re-derives the whole case from its stored lines and compares it with what was signed.',
  show: 'Show',
  jobs: { fast: 'Fast check of the case', strict: 'Strict check of the case' },
  ended: (verdict: 'intact' | 'broken' | 'indeterminate', findings: number) =>
    verdict === 'intact'
      ? 'The check has ended: the case is intact'
      : verdict === 'broken'
        ? `The check has ended: the case is broken, ${many(findings, 'finding')}`
        : 'The check has ended: part of the case could not be checked',
  run: {
    label: 'Run a check',
    mode: 'Check',
    modes: {
      fast: { label: 'Fast', note: 'every line, hash, head and signature' },
      strict: { label: 'Strict', note: 'also the form of every line and all bytes of kept originals' },
    },
    fingerprint: 'Fingerprint that was written down',
    fingerprintHint: 'Optional. 40 hex digits from outside this case, as noted when it was made',
    fingerprintBad: (digits: number) => `A fingerprint has 40 hex digits; here are ${n(digits)}`,
    fingerprintNotHex: 'Only hex digits, spaces and dashes',
    start: 'Run check',
    again: 'Run again',
    progress: 'Checking',
    background: 'The check goes on when you leave this view',
    cancel: 'Cancel the check',
    stopped: 'The last check was stopped. It says nothing about the case.',
  },
  none: 'Not checked in this session',
  noneHint: 'Run a check to see whether the case is what was sealed. Fast takes seconds for a million records.',
  result: {
    label: 'Result',
    verdicts: { intact: 'INTACT', broken: 'BROKEN', indeterminate: 'INDETERMINATE' },
    sentences: {
      intact: 'Consistent with its own signatures; nobody outside confirms it.',
      intactConfirmed: 'Consistent with its own signatures.',
      broken: (findings: number, records: number) =>
        records === 0 ? many(findings, 'finding') : `${many(findings, 'finding')}, ${many(records, 'bad record')}`,
      indeterminate: (places: number) =>
        `Nothing bad in what could be read, but ${many(places, 'part')} could not be checked`,
    },
    records: 'Records',
    recordsText: (records: number, head: number) => `${n(records)}, signed head over ${n(head)}`,
    outside: 'Confirmed outside',
    outsideText: (count: number) => (count === 0 ? 'none: no outside mark' : many(count, 'record')),
    trust: 'Fingerprint',
    trusts: {
      confirmed: 'the one you gave',
      different: 'NOT the one you gave: this is another case',
      'not-given': 'none was given to compare',
    },
    mode: 'Check',
    modes: { fast: 'fast', strict: 'strict' },
    seconds: 'Took',
    finished: 'Ended',
    tool: 'Tool',
    copy: 'Copy report',
    copyText: 'As text',
    copyJson: 'As JSON',
    reportWhat: 'report',
    stale: (count: number) => `${many(count, 'record')} came after this check, its own among them`,
  },
  checks: {
    title: 'Checks',
    count: (checked: number, total: number) => `${n(checked)} of ${n(total)}`,
  },
  strip: {
    title: 'The log, block by block',
    note: (cells: number, per: number) =>
      per <= 1 ? `${many(cells, 'record')}` : `${many(cells, 'cell')}, about ${n(per)} records each`,
    label: 'Blocks of the log',
    keys: 'Arrow keys move, Enter shows the block',
    cell: (first: number, last: number, state: string) =>
      first === last ? `Record ${n(first)}: ${state}` : `Records ${n(first)} to ${n(last)}: ${state}`,
    states: {
      bad: 'bad',
      missing: 'missing',
      unread: 'could not be read',
      unsealed: 'not sealed yet',
      plain: 'no finding of its own',
      intact: 'as sealed',
    },
    next: 'Next marked block',
    previous: 'Previous marked block',
    inexact: 'Ranges near each other were joined: good records lie between bad ones.',
    range: (first: number, last: number) =>
      first === last ? `Record ${n(first)}` : `Records ${n(first)} to ${n(last)}`,
    bad: (first: number, last: number, kinds: string) =>
      first === last ? `${n(first)}: ${kinds}` : `${n(first)} to ${n(last)}: ${kinds}`,
    unread: (first: number, last: number) =>
      first === last ? `${n(first)} could not be read` : `${n(first)} to ${n(last)} could not be read`,
    nothing: 'No finding names a record of this block.',
    showFirst: 'Show its first record',
    more: (count: number) => `${n(count)} more ranges in this block`,
    close: 'Close the block',
  },
  findings: {
    title: 'Findings',
    listed: (listed: number, all: number) =>
      listed < all ? `the first ${n(listed)} of ${n(all)}` : many(all, 'finding'),
    columns: {
      kind: 'Kind',
      seq: 'Record',
      message: 'What is wrong',
      expected: 'Expected',
      actual: 'Found',
      act: 'Bytes',
    },
    noSeq: 'no single record',
    show: 'Show bytes',
    showOf: (seq: number) => `Show the bytes of record ${n(seq)}`,
    more: (count: number) => `Show ${n(count)} more`,
    range: (first: number, last: number) => (first === last ? n(first) : `${n(first)} to ${n(last)}`),
  },
  proof: {
    title: 'What this check proves',
    proves: 'It proves',
    doesNot: 'It does not prove',
    nothing: 'Nothing was proven.',
    lines: (records: number) =>
      `The ${n(records)} records here are those that were sealed, in that order. None of them was changed, moved or put in since by somebody without a signing key of this case, and none is missing between them.`,
    keys: 'Every head is signed by the key that was in force then. Each key follows from the first record: the log named it before it signed, or an operator of the case signed for it.',
    originals: (count: number) =>
      `${count === 1 ? 'The kept original is the one that was' : `The ${n(count)} kept originals are those that were`} taken in, and the bytes that each event and rejection was read from are at their recorded place.`,
    'known-case': 'The fingerprint you gave is that of this case: it begins with the record that was written down.',
    'read-part': 'In what could be read, everything is as it was recorded.',
    differs: (findings: number) =>
      `Something in this case is not as it was recorded: ${many(findings, 'finding')}, listed here with both values.`,
    'other-case': 'This is not the case whose fingerprint you gave.',
    cause:
      'Who did it, when, or why. A failing disk, a copy that was interrupted and a forger can leave the same finding.',
    rest: 'That records without a finding of their own are good. Where a root or a signature does not fit, a changed record may have been hashed anew.',
    unread: (places: number) =>
      `Anything about what could not be read: ${many(places, 'part')}, listed under "Not checked". It is neither good nor bad.`,
    'cut-off': (outside: number, records: number) =>
      `That nothing newer is missing. Marks outside this case confirm ${n(outside)} of ${n(records)} records: a whole folder put back from an older copy passes this check.`,
    'present-key':
      'Anything against a person with the passphrase of an operator: they can rewrite the records since the newest unlock and sign them again. Older records they can not, unless they kept a signing key before it was erased.',
    'unknown-case':
      'That this is the case you know. Whoever had everything from the first day can make another one. Give the fingerprint that was written down when the case was made.',
    fast: 'That kept originals still have their bytes, and that the line of each event is in its one canonical form. A strict check reads both.',
    sources: (detail: string) => `That all sources are what was taken in. ${detail}.`,
    exports: (count: number) =>
      `That ${count === 1 ? 'the exported file is' : `the ${n(count)} exported files are`} still what was exported: they lie outside the case and were not read.`,
    time: 'When anything happened. The times of records are the word of the clock of that computer.',
    truth:
      'That the evidence was true before it was taken in, or that a reader understood it rightly. That is what the raw bytes and their hashes are kept for.',
  },
  notices: { title: 'Worth knowing', hint: 'No findings: they do not change the result.' },
  notChecked: { title: 'Not checked', hint: 'Neither good nor bad until it is read.' },
  earlier: {
    title: 'Checks on record',
    hint: 'From the log itself, newest first',
    columns: {
      seq: 'Record',
      at: 'When',
      who: 'Who',
      verdict: 'Result',
      mode: 'Check',
      records: 'Records',
      findings: 'Findings',
    },
    newest: (shown: number, all: number) => `the newest ${n(shown)} of ${n(all)}`,
  },
  summary: {
    label: 'State of the log',
    head: 'Signed head',
    headText: (size: number, records: number) => `over ${n(size)} of ${n(records)} records`,
    sealedAt: 'Sealed',
    outside: 'Outside marks',
    outsideNone: 'none yet',
    fingerprint: 'Fingerprint of this case',
    readOnly: 'Read-only',
  },
  report: {
    title: (name: string) => `Verification of the case "${name}"`,
    caseId: 'Case id',
    origin: 'Log',
    fingerprint: 'Fingerprint',
    result: 'Result',
    findings: 'Findings',
    badRecords: 'Bad records',
    record: (seq: string) => `record ${seq}`,
    expected: 'expected',
    actual: 'found',
    badRanges: 'Bad records by range',
    unreadRanges: 'Records that could not be read',
    none: 'none',
    checkStates: { ok: 'ok', failed: 'FAILED', 'not-checked': 'NOT CHECKED' },
    escaped: 'Hidden characters are shown as \\u{...}; the JSON report has them as they are.',
  },
} as const;
