/** What else happened around an event, across all sources: with a reach, a filter of its own, and more both ways. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Focus } from 'lucide-react';
import { useState } from 'react';
import { parseQuery } from '../../../../engines/search/parse-query.ts';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { timestampToUs } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import { useOpenCase } from '../../../stores/case.store.ts';
import { useWorkspace } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useFieldWords } from '../field-words.ts';
import { openEvent } from '../open-event.ts';
import { firstRows, MOST, moreRows, type Reach, REACHES, secondsOf } from './around-reach.ts';
import { AroundTable } from './around-table.tsx';
import { useAround } from './around.store.ts';
import styles from './around-dialog.module.css';

const words = text.detail.around;

interface AroundDialogProps {
  handle: string;
  seq: number;
}

export function AroundDialog({ handle, seq }: AroundDialogProps) {
  const { info } = useOpenCase();
  const wordsOf = useFieldWords(handle, info.headSize);
  const [reach, setReach] = useState<Reach>('rows');
  const [rows, setRows] = useState({ before: firstRows('rows'), after: firstRows('rows') });
  const [draft, setDraft] = useState('');
  const [query, setQuery] = useState('');
  const [mistake, setMistake] = useState<string>();
  const close = useAround((state) => state.close);
  const seconds = secondsOf(reach);
  const answer = useQuery({
    queryKey: [handle, 'search.around', seq, reach, rows, query, info.headSize],
    queryFn: () =>
      call('search.around', {
        handle,
        seq,
        ...rows,
        ...(query === '' ? {} : { query }),
        ...(seconds === undefined ? {} : { withinSeconds: seconds }),
      }),
    placeholderData: keepPreviousData,
  });
  const apply = (): void => {
    const read = parseQuery(draft, { nowMs: Date.now() });
    const wrong = 'errors' in read ? read.errors[0]?.message : undefined;
    setMistake(wrong);
    if (wrong === undefined) setQuery(draft.trim());
  };
  const open = (opened: number): void => {
    close();
    openEvent({ seq: opened });
  };
  const event = answer.data?.events.find((each) => each.seq === seq);
  const scope = (): void => {
    if (event?.timestamp == null || seconds === undefined) return;
    const us = timestampToUs(event.timestamp);
    useWorkspace.getState().setScope({ fromUs: us - seconds * 1e6, toUs: us + seconds * 1e6 + 1 });
    close();
  };
  return (
    <Dialog title={words.title(countText(seq))} isOpen onClose={close} size="large" closesOutside>
      <div className={styles.dialog}>
        <div className={styles.bar}>
          <SelectField
            label={words.reach}
            isInline
            value={reach}
            choices={REACHES.map((id) => ({ id, label: words.reaches[id] }))}
            onChange={(next) => {
              setReach(next);
              setRows({ before: firstRows(next), after: firstRows(next) });
            }}
          />
          <form
            className={styles.filter}
            onSubmit={(submitted) => {
              submitted.preventDefault();
              apply();
            }}
          >
            <div className={styles.grow}>
              <TextField
                label={words.filter}
                isLabelHidden
                isData
                placeholder={words.filter}
                value={draft}
                onChange={setDraft}
                error={mistake}
              />
            </div>
            <Button type="submit">{words.apply}</Button>
          </form>
          {seconds !== undefined && event?.timestamp != null && (
            <Button variant="quiet" icon={<Focus size={14} />} onPress={scope}>
              {words.scope}
            </Button>
          )}
        </div>
        {answer.error !== null && <ErrorBanner error={answer.error} onRetry={() => void answer.refetch()} />}
        {answer.isPending && <Skeleton lines={10} />}
        {answer.data !== undefined && (
          <>
            {answer.data.orderedBy === 'log' && <p className={styles.note}>{words.byLog}</p>}
            <AroundTable
              events={answer.data.events}
              seq={seq}
              wordsOf={wordsOf}
              isStale={answer.isPlaceholderData}
              onOpen={open}
              before={
                <More
                  hasMore={answer.data.hasMoreBefore && rows.before < MOST}
                  label={words.before}
                  none={answer.data.hasMoreBefore ? words.limit : words.noneBefore}
                  onMore={() => setRows({ ...rows, before: moreRows(rows.before) })}
                />
              }
              after={
                <More
                  hasMore={answer.data.hasMoreAfter && rows.after < MOST}
                  label={words.after}
                  none={answer.data.hasMoreAfter ? words.limit : words.noneAfter}
                  onMore={() => setRows({ ...rows, after: moreRows(rows.after) })}
                />
              }
            />
          </>
        )}
      </div>
    </Dialog>
  );
}

interface MoreProps {
  hasMore: boolean;
  label: string;
  none: string;
  onMore: () => void;
}

function More({ hasMore, label, none, onMore }: MoreProps) {
  return hasMore ? (
    <Button variant="quiet" onPress={onMore}>
      {label}
    </Button>
  ) : (
    <p className={styles.note}>{none}</p>
  );
}
