/**
 * The papers of a bundle: reports a person adds, forms made from the records that the bundle shows, the exporter's policy.
 *
 * What is made here says nothing that does not stand in the bundle's own records: it can not tell what was withheld.
 * Source: bundle-format.md §1; C2SP tlog-policy. Errors: EXPORT_INCOMPLETE.
 */
import { createReadStream } from 'node:fs';
import { LEDGER_KINDS, type LedgerRecord } from '../../engines/custody/custody-facts.ts';
import { OWN_REPORTS } from '../../shared/bundle-words.ts';
import { makePaper } from '../paper/case-papers.ts';
import { changedReport } from './added-reports.ts';
import type { BundleFolder } from './bundle-folder.ts';
import type { AddedReport, BundleRequest } from './bundle-request.ts';

/** Kinds of records that papers and marks are made from. */
export function keptKinds({ documents, marks }: BundleRequest): ReadonlySet<string> {
  const ledger = documents.length > 0 ? [...LEDGER_KINDS] : [];
  return new Set([...ledger, ...(marks ? ['anchor'] : [])]);
}

export interface PapersRequest {
  readonly folder: BundleFolder;
  readonly request: BundleRequest;
  /** As they are shown. */
  readonly records: readonly LedgerRecord[];
  readonly size: number;
}

export async function writePapers({ folder, request, records, size }: PapersRequest): Promise<void> {
  const { documents } = request;
  const ledger = records.filter(({ kind }) => LEDGER_KINDS.has(kind));
  if (documents.includes('custody-form')) {
    const form = await makePaper(ledger, size, { paper: 'custody-form', format: 'pdf', items: [] });
    await folder.put(`data/reports/${OWN_REPORTS[0]}`, form);
  }
  if (documents.includes('certificate')) {
    const draft = await makePaper(ledger, size, { paper: 'certificate', format: 'txt', items: [] });
    await folder.put('data/certificate-902.txt', draft);
  }
  if (documents.includes('case-uco')) {
    const graph = await makePaper(ledger, size, { paper: 'case-uco', format: 'jsonld', items: [] });
    await folder.put('data/case-uco.jsonld', graph);
  }
  if (documents.includes('policy')) await folder.put('data/policy.txt', policyText(records, request));
  for (const report of request.reports) await addReport(folder, report);
}

/** Whom the exporter trusts; any one of the witnesses is enough. A verifier takes its own user's policy all the same. */
function policyText(records: readonly LedgerRecord[], { trusted }: BundleRequest): string {
  // The key that the log began with: by it a verifier knows the case.
  const epoch = records[0]?.body['epoch'];
  const vkey = typeof epoch === 'object' && epoch !== null && !Array.isArray(epoch) ? epoch['vkey'] : undefined;
  const names = trusted.witnesses.map((_, at) => `witness-${at + 1}`);
  return [
    '# For information: whom the exporter of this bundle trusts. Use a policy of your own.',
    ...(typeof vkey === 'string' ? [`log ${vkey}`] : []),
    ...trusted.witnesses.map((vkey, at) => `witness ${names[at] ?? ''} ${vkey}`),
    ...(names.length === 0 ? ['quorum none'] : [`group any-of-them any ${names.join(' ')}`, 'quorum any-of-them']),
    '',
  ].join('\n');
}

async function addReport(folder: BundleFolder, report: AddedReport): Promise<void> {
  const sink = await folder.create(`data/reports/${report.name}`);
  try {
    for await (const piece of createReadStream(report.path) as AsyncIterable<Buffer>) {
      sink.add(piece);
      await sink.drain();
      if (sink.sizeBytes > report.sizeBytes) throw changedReport(report);
    }
    if ((await sink.end()) !== report.sha256) throw changedReport(report);
  } finally {
    await sink.close();
  }
}
