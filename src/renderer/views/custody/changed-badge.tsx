/** On a record that is not what was sealed: what it says now proves nothing. */
import { text } from '../../i18n/text.ts';
import { useCustody } from '../../stores/custody.store.ts';
import { Badge } from '../../ui/badge.tsx';

export function ChangedBadge({ seq }: { seq: number }) {
  const isChanged = useCustody((state) => state.changedSeqs.has(seq));
  return isChanged ? <Badge tone="bad">{text.custody.marks.changed}</Badge> : null;
}
