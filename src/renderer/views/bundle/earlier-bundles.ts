/** Bundles that the log says were made of a case, newest first; those that did not come about are none. Pure. */
import type { CustodyRecord } from '../../../shared/describe-record.ts';

export interface EarlierBundle {
  bundleId: string;
  seq: number;
  path: string;
}

export function earlierBundles(records: readonly CustodyRecord[]): EarlierBundle[] {
  const abandoned = new Set(records.flatMap(({ body }) => (body['act'] === 'abandoned' ? [body['of']] : [])));
  return records
    .flatMap(({ seq, body }) => {
      const { act, bundleId, path } = body;
      const isMade = typeof bundleId === 'string' && act === undefined && !abandoned.has(seq);
      return isMade ? [{ bundleId, seq, path: typeof path === 'string' ? path : '' }] : [];
    })
    .toReversed();
}
