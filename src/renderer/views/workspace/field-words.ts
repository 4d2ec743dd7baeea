/**
 * Values that say more in other words: the digest of a source is shown as its path. What is filtered by stays the value.
 */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../api/host.ts';

/** Fields that hold the digest of a source. */
const SOURCE_FIELDS = new Set(['source', 'source.name', 'file.source', 'source.sha256', 'origin.source']);

export type FieldWords = (field: string, value: string) => string;

export function useFieldWords(handle: string, logSize: number): FieldWords {
  const sources = useQuery({
    queryKey: [handle, 'ingest.sources', logSize],
    queryFn: () => call('ingest.sources', { handle }),
  });
  return useMemo(() => {
    const paths = new Map<string, string>();
    for (const { sha256, path } of sources.data ?? []) if (sha256 !== null) paths.set(sha256, path);
    return (field, value) => (SOURCE_FIELDS.has(field) ? (paths.get(value) ?? value) : value);
  }, [sources.data]);
}

/** The end of a path, where its beginning says the same as every other's. */
export function shortPath(path: string, maxChars: number): string {
  return path.length <= maxChars ? path : `…${path.slice(path.length - maxChars + 1)}`;
}
