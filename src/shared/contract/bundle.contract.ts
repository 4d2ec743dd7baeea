/** Evidence bundles: what is given to the other side, with all that is needed to check it (bundle-format.md). Pure. */
import { z } from 'zod';
import { BODY_POINTER, BUNDLE_DOCUMENTS, BUNDLE_FORMS, BUNDLE_VERDICTS, OLD_HASHES } from '../bundle-words.ts';
import { caseHandle, jobStarted, operation, timeText } from './define.ts';
import { MAY_EXPORT, MAY_READ } from '../roles.ts';
import { caseInfo, signerGiven } from './shapes.ts';

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const query = z.string().max(16_384);
const words = z
  .string()
  .max(4096)
  .refine((text) => text.isWellFormed(), 'is not well-formed text');
const reason = {
  basis: words.min(1).describe('why it may not be seen: a law, an order, a privilege'),
  description: words.exactOptional(),
};

const file = z.string().min(1).max(4096);
const remark = z.object({
  check: count,
  text: z.string(),
  file: z.string().exactOptional(),
  record: count.exactOptional(),
});

export const bundleOperations = [
  operation({
    name: 'bundle.open',
    kind: 'query',
    role: 'no-case',
    recording: 'nothing',
    input: z.strictObject({
      path: file.describe('a folder or a zip file'),
      fingerprint: z
        .string()
        .max(100)
        .regex(/^[\s-]*(?:[0-9a-fA-F][\s-]*){40}$/)
        .exactOptional()
        .describe('of the case, from paper: without it the signer is unknown'),
      policy: file.exactOptional().describe('file: logs and witnesses that you trust (C2SP tlog-policy)'),
      tsaRoots: z.array(file).max(100).exactOptional().describe('files: time stamp authorities that you trust'),
      bitcoin: z
        .array(z.string().regex(/^\d{1,9}:[0-9a-f]{64}$/))
        .max(1000)
        .exactOptional()
        .describe('HEIGHT:ROOT, Merkle roots of Bitcoin blocks'),
      earlier: z.array(file).max(100).exactOptional().describe('files: earlier heads or bundles of the same case'),
      signers: z.int().min(1).max(99).exactOptional().describe('so many people must have signed it, at least'),
    }),
    output: jobStarted,
    result: z.object({ handle: z.string(), info: caseInfo }),
    doc: 'Has a bundle checked by the stand-alone verifier, and opens it to look at: read-only, with the verdict in its info, also where it is broken. case.close closes it, and nothing of it stays.',
  }),
  operation({
    name: 'bundle.report',
    kind: 'query',
    role: MAY_READ,
    recording: 'nothing',
    input: z.strictObject({ handle: caseHandle }),
    output: z.object({
      verdict: z.enum(BUNDLE_VERDICTS),
      sentence: z.string(),
      exitCode: z.union([z.literal(0), z.literal(1), z.literal(2)]),
      confirmedRecords: count,
      checks: z.array(
        z.object({
          number: count,
          name: z.string(),
          result: z.enum(['ok', 'failed', 'warning', 'cannot-check', 'not-done']),
        }),
      ),
      failureCount: count,
      failures: z.array(remark.extend({ code: z.string() })).describe('the first 1,000'),
      warnings: z.array(remark),
      notes: z.array(remark),
      notChecked: z.array(remark),
      facts: z.record(z.string(), z.json()),
      marks: z.array(z.json()),
      twoHistories: z.array(z.json()),
    }),
    doc: 'The report of the stand-alone verifier over an opened bundle, as it was when the bundle was opened.',
  }),
  operation({
    name: 'bundle.create',
    kind: 'command',
    role: MAY_EXPORT,
    recording: 'export',
    input: z.strictObject({
      handle: caseHandle,
      path: z.string().min(1).max(4096),
      form: z.enum(BUNDLE_FORMS).exactOptional().describe('default: folder'),
      query: query.exactOptional().describe('absent: the whole case'),
      from: timeText.exactOptional(),
      to: timeText.exactOptional(),
      withhold: z
        .array(z.strictObject({ query, ...reason }))
        .max(100)
        .exactOptional()
        .describe('events given by their digest alone'),
      redact: z
        .array(
          z.strictObject({
            pointer: z.string().max(1024).regex(BODY_POINTER, 'a pointer looks like /body/metadata/message'),
            ...reason,
          }),
        )
        .max(100)
        .exactOptional()
        .describe('RFC 6901 pointers to what is taken out of every event'),
      originals: z.boolean().exactOptional().describe('also the original files the case keeps'),
      proofs: z.boolean().exactOptional().describe('also a proof of its own for each event'),
      marks: z.boolean().exactOptional().describe('also the outside marks that came back; default: yes'),
      documents: z
        .array(z.enum(BUNDLE_DOCUMENTS))
        .max(BUNDLE_DOCUMENTS.length)
        .exactOptional()
        .describe('also papers made from the records of the bundle, and whom this workstation trusts'),
      reports: z
        .array(z.string().min(1).max(4096))
        .max(100)
        .exactOptional()
        .describe('also these files, as data/reports/NAME'),
      hashes: z
        .array(z.enum(OLD_HASHES))
        .max(OLD_HASHES.length)
        .exactOptional()
        .describe('also lists of these, to match old paperwork; they prove nothing'),
      signers: z.array(signerGiven).max(4).exactOptional().describe('further people who sign, here and now'),
      previousBundle: z
        .strictObject({ bundleId: z.uuid().lowercase(), manifest: sha256Hex })
        .exactOptional()
        .describe('the bundle that this one follows'),
    }),
    output: jobStarted,
    result: z.object({
      path: z.string(),
      form: z.enum(BUNDLE_FORMS),
      bundleId: z.string(),
      recordSeq: count.describe('the export record in the case log'),
      head: z.object({ size: count, root: sha256Hex }),
      rows: count.describe('events that are shown, redacted or withheld by name'),
      rowDigest: sha256Hex,
      records: z.object({ disclosed: count, privileged: count, redacted: count, withheld: count }),
      originals: count,
      marks: count.describe('files of outside marks'),
      notices: z.array(z.string()),
      signedBy: z.array(z.string()),
      files: count,
      sizeBytes: count,
      manifest: sha256Hex.describe('SHA-256 of manifest.dsse.json: names this bundle in the next one'),
    }),
    doc: 'Writes an evidence bundle that anybody can check with the stand-alone verifier: complete and signed, or none.',
  }),
];
