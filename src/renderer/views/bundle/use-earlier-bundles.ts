/** The bundles of the open case before this one, as its log says. */
import { useQuery } from '@tanstack/react-query';
import type { CustodyRecord } from '../../../shared/describe-record.ts';
import { call } from '../../api/host.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { type EarlierBundle, earlierBundles } from './earlier-bundles.ts';

const PAGE = 1_000;
const NONE: readonly EarlierBundle[] = [];

export function useEarlierBundles(): readonly EarlierBundle[] {
  const { handle, info } = useOpenCase();
  const { data } = useQuery({
    queryKey: [handle, 'custody.list', 'export', info.recordCount],
    queryFn: () => allExports(handle),
  });
  return data === undefined ? NONE : earlierBundles(data);
}

async function allExports(handle: string): Promise<CustodyRecord[]> {
  const records: CustodyRecord[] = [];
  for (let afterSeq = -1; ; ) {
    const from = afterSeq < 0 ? {} : { afterSeq };
    const page = await call('custody.list', { handle, kinds: ['export'], limit: PAGE, ...from });
    records.push(...page);
    const last = page.at(-1)?.seq;
    if (page.length < PAGE || last === undefined) return records;
    afterSeq = last;
  }
}
