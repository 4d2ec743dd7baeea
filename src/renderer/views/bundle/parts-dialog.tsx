/** Parts that the events of the bundle hold, to be ticked: with how many have each, and what it looks like. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../api/host.ts';
import { countText } from '../../format/number-text.ts';
import { shownText, visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { Asked } from './bundle-form.ts';
import styles from './bundle-wizard.module.css';
import { eventParts } from './event-pointers.ts';

const words = text.bundle.leave;
const SAMPLE = 500;
const MAX_SHOWN = 300;
const EXAMPLE_CHARS = 80;

interface PartsDialogProps {
  asked: Asked;
  onClose: () => void;
  onTake: (pointers: readonly string[]) => void;
}

export function PartsDialog({ asked, onClose, onTake }: PartsDialogProps) {
  const { handle } = useOpenCase();
  const [find, setFind] = useState('');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const { data, error } = useQuery({
    queryKey: [handle, 'search.run', 'bundle-parts', asked],
    queryFn: () => call('search.run', { handle, ...asked, limit: SAMPLE }),
    retry: false,
  });
  const parts = useMemo(() => eventParts(data?.events ?? []), [data]);
  const wanted = find.trim().toLowerCase();
  const shown = parts
    .filter(({ pointer, example }) => `${pointer} ${example}`.toLowerCase().includes(wanted))
    .slice(0, MAX_SHOWN);
  const tick = (pointer: string, isTicked: boolean): void => {
    const next = new Set(ticked);
    if (isTicked) next.add(pointer);
    else next.delete(pointer);
    setTicked(next);
  };
  return (
    <Dialog
      title={words.pickTitle}
      size="large"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text.app.cancel}</Button>
          <Button variant="primary" isDisabled={ticked.size === 0} onPress={() => onTake([...ticked])}>
            {words.use}
          </Button>
        </>
      }
    >
      <div className={styles['step']}>
        {error === null ? null : <ErrorBanner error={error} />}
        {data === undefined && error === null ? <Skeleton lines={8} /> : null}
        {data === undefined ? null : (
          <>
            <p className={styles['hint']}>{words.pickHint(data.events.length)}</p>
            <div className={styles['find']}>
              <SearchField label={words.find} value={find} onChange={setFind} />
            </div>
            <DataTable
              label={words.pickTitle}
              rows={shown}
              keyOf={({ pointer }) => pointer}
              empty={<p className={styles['hint']}>{words.noParts}</p>}
              columns={[
                {
                  id: 'take',
                  head: words.parts.take,
                  cell: ({ pointer }) => (
                    <Checkbox
                      aria-label={words.take(visibleText(pointer))}
                      isSelected={ticked.has(pointer)}
                      onChange={(isTicked) => tick(pointer, isTicked)}
                    />
                  ),
                },
                {
                  id: 'pointer',
                  head: words.parts.pointer,
                  isRowHead: true,
                  isData: true,
                  cell: ({ pointer }) => <bdi>{visibleText(pointer)}</bdi>,
                },
                { id: 'events', head: words.parts.events, align: 'end', cell: ({ events }) => countText(events) },
                {
                  id: 'example',
                  head: words.parts.example,
                  isData: true,
                  cell: ({ example }) => <bdi>{shownText(example, EXAMPLE_CHARS).shown}</bdi>,
                },
              ]}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}
