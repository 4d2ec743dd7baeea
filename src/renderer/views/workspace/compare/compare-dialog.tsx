/** Selected events side by side. A difference has a sign and an underline, never a colour alone. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { cutText } from '../../../format/safe-text.ts';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { TimeText } from '../../../ui/time-text.tsx';
import type { AuditLog } from '../grid/event-row.ts';
import { openEvent } from '../open-event.ts';
import { eventsOf } from '../selection/events-of.ts';
import { changedPart, type ComparedField, compareEvents } from './compare-events.ts';
import styles from './compare-dialog.module.css';

const words = text.detail.compare;
const VALUE_CHARS = 600;
/** Rows drawn: a hostile record may have a hundred thousand fields. */
const MAX_ROWS = 500;

interface CompareDialogProps {
  handle: string;
  seqs: readonly number[];
  onClose: () => void;
}

export function CompareDialog({ handle, seqs, onClose }: CompareDialogProps) {
  const client = useQueryClient();
  const events = useQuery({
    queryKey: [handle, 'event.get', 'compare', seqs],
    queryFn: () => eventsOf(client, handle, seqs),
  });
  return (
    <Dialog title={words.title(seqs.length)} isOpen onClose={onClose} size="large" closesOutside>
      {events.error !== null && <ErrorBanner error={events.error} onRetry={() => void events.refetch()} />}
      {events.isPending && <Skeleton lines={8} />}
      {events.data !== undefined && <Comparison events={events.data} onClose={onClose} />}
    </Dialog>
  );
}

function Comparison({ events, onClose }: { events: readonly AuditLog[]; onClose: () => void }) {
  const [changedOnly, setChangedOnly] = useState(true);
  const fields = useMemo(() => compareEvents(events), [events]);
  const changed = fields.filter(({ differs }) => differs);
  const shown = changedOnly ? changed : fields;
  return (
    <div className={styles.comparison}>
      <div className={styles.bar}>
        <Switch isSelected={changedOnly} onChange={setChangedOnly}>
          {words.changedOnly}
        </Switch>
        <span className={styles.faint} aria-live="polite">
          {words.summary(countText(changed.length), countText(fields.length))}
        </span>
      </div>
      <p className={styles.faint}>{words.reference}</p>
      {shown.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        // Reached by Tab, so that it can be scrolled by keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <section className={styles.scroll} tabIndex={0} aria-label={words.table}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{words.field}</th>
                {events.map((event) => (
                  <th key={event.seq} scope="col">
                    <Button
                      variant="quiet"
                      onPress={() => {
                        onClose();
                        openEvent({ seq: event.seq });
                      }}
                    >
                      {words.open(countText(event.seq))}
                    </Button>
                    <TimeText timestamp={event.timestamp} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.slice(0, MAX_ROWS).map((field) => (
                <FieldRow key={field.path} field={field} />
              ))}
            </tbody>
          </table>
          {shown.length > MAX_ROWS && (
            <p className={styles.faint}>{text.detail.fields.more(countText(shown.length - MAX_ROWS))}</p>
          )}
        </section>
      )}
    </div>
  );
}

function FieldRow({ field: { path, values, differs } }: { field: ComparedField }) {
  const [reference] = values;
  return (
    <tr>
      <th scope="row">
        <EvidenceText raw={path} />
      </th>
      {values.map((value, index) => (
        <td key={index}>
          {value === undefined ? (
            <span className={styles.absent}>{words.missing}</span>
          ) : differs && value !== reference && reference !== undefined ? (
            <Changed reference={reference} value={value} />
          ) : (
            <EvidenceText raw={cutText(value, VALUE_CHARS).kept} />
          )}
        </td>
      ))}
    </tr>
  );
}

function Changed({ reference, value }: { reference: string; value: string }) {
  const { start, changed, end } = changedPart(reference.slice(0, VALUE_CHARS), cutText(value, VALUE_CHARS).kept);
  return (
    <>
      <span className={styles.sign} aria-hidden="true">
        {words.sign}
      </span>
      <span className="sr-only">{words.differs}</span>
      <EvidenceText raw={start} />
      <mark className={styles.changed}>
        <EvidenceText raw={changed} />
      </mark>
      <EvidenceText raw={end} />
    </>
  );
}
