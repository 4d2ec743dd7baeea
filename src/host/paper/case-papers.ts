/**
 * The papers of a case out of records of its log: form of custody, draft certificate, CASE/UCO; the same records, the same bytes.
 *
 * Source: evidence-format.md §6, bundle-format.md §1. Errors: ITEM_UNKNOWN.
 */
import { createHash } from 'node:crypto';
import { caseUco } from '../../engines/custody/case-uco.ts';
import { certificate902 } from '../../engines/custody/certificate-902.ts';
import { type CaseFacts, caseFacts, factsOfItems, type LedgerRecord } from '../../engines/custody/custody-facts.ts';
import { custodyForm } from '../../engines/custody/custody-form.ts';
import { paperHtml } from '../../engines/paper/paper-html.ts';
import { paperText } from '../../engines/paper/paper-text.ts';
import { AppError } from '../../shared/errors.ts';
import type { Paper } from '../../shared/paper.ts';
import type { CustodyPaper, PaperFormat } from '../../shared/paper-words.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { SOFTWARE } from '../software.ts';
import { envelopeSigner } from '../vault/operator-key.ts';
import { programDigest } from './program-digest.ts';

export interface PaperRequest {
  readonly paper: CustodyPaper;
  readonly format: PaperFormat;
  /** SHA-256 of the items it is about; empty: all. */
  readonly items: readonly string[];
}

/** @param records of LEDGER_KINDS, in log order; @param size of the log they are from */
export async function makePaper(
  records: readonly LedgerRecord[],
  size: number,
  { paper, format, items }: PaperRequest,
): Promise<string | Uint8Array> {
  const all = caseFacts(records, size, { text: nodeTextCodec, signerOf: envelopeSigner });
  const facts = items.length === 0 ? all : aboutItems(all, items);
  if (paper === 'case-uco') return caseUco(facts, SOFTWARE, nodeHasher);
  const digest = digestOf(records);
  if (paper === 'custody-form') return written(custodyForm(facts, digest), format);
  const tool = {
    name: SOFTWARE.name,
    version: SOFTWARE.version,
    runtime: `Node ${SOFTWARE.node}`,
    sha256: await programDigest(),
  };
  return written(certificate902(facts, tool, digest), format);
}

function aboutItems(facts: CaseFacts, items: readonly string[]): CaseFacts {
  const unknown = items.find((item) => facts.items.every(({ sha256 }) => sha256 !== item));
  if (unknown !== undefined) throw new AppError('ITEM_UNKNOWN', `The case has no item with the SHA-256 ${unknown}`);
  return factsOfItems(facts, items);
}

/** Over the 32-byte digests, in log order. */
function digestOf(records: readonly LedgerRecord[]): string {
  const hash = createHash('sha256');
  for (const { digest } of records) hash.update(digest, 'hex');
  return hash.digest('hex');
}

async function written(paper: Paper, format: PaperFormat): Promise<string | Uint8Array> {
  if (format === 'html') return paperHtml(paper);
  if (format === 'txt') return paperText(paper);
  // The fonts and the writer of pages are loaded by those alone who want pages.
  const { paperPdf } = await import('./paper-pdf.ts');
  return paperPdf(paper);
}
