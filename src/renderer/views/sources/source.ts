/** A source as the host reports it, and which of them are looked at. Pure. O(sources). */
import type { OutputOf } from '../../../shared/contract/index.ts';

export type Source = OutputOf<'ingest.sources'>[number];

export interface SourceFilter {
  /** Part of the path or name, or of the SHA-256, in any case; empty for all. */
  find: string;
  /** Refused, or with rejections or findings. */
  onlyWithFindings: boolean;
}

export const NO_SOURCE_FILTER: SourceFilter = { find: '', onlyWithFindings: false };

export function filterSources(sources: readonly Source[], { find, onlyWithFindings }: SourceFilter): Source[] {
  const wanted = find.trim().toLowerCase();
  return sources.filter((source) => {
    if (onlyWithFindings && !hasFindings(source)) return false;
    return [source.path, source.sha256 ?? ''].some((text) => text.toLowerCase().includes(wanted));
  });
}

const hasFindings = ({ format, duplicateOf, rejectedCount, noteCount, findings }: Source): boolean =>
  (format === null && duplicateOf === undefined) || rejectedCount > 0 || noteCount > 0 || findings.length > 0;
