/** The head of the detail: which event, when in three ways, what people put on it, and the way to its neighbours. */
import { ChevronDown, ChevronUp, Star, X } from 'lucide-react';
import { useEffect } from 'react';
import { runCommand } from '../../../commands/registry.ts';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { useNote, useNotes } from '../../../stores/notes.store.ts';
import { useWorkspace } from '../../../stores/workspace.store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { IconToggle } from '../../../ui/icon-toggle.tsx';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { RedactedNote } from '../../opened-bundle/redacted-note.tsx';
import type { AuditLog } from '../grid/event-row.ts';
import { takeNote } from '../notes/take-note.ts';
import styles from './event-head.module.css';
import { EventTags } from './event-tags.tsx';
import { EventTimes } from './event-times.tsx';

const words = text.detail;

interface EventHeadProps {
  handle: string;
  seq: number;
  /** Undefined while the first is read, or where it could not be. */
  event: AuditLog | undefined;
  /** The event is still the one before: its place is kept, so that nothing jumps, but it is not shown. */
  isStale: boolean;
}

export function EventHead({ handle, seq, event, isStale }: EventHeadProps) {
  const isStarred = useNote(seq)?.starred ?? false;
  useEffect(() => void useNotes.getState().load(handle, [seq]), [handle, seq]);
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <h2 className={styles.seq}>{words.seq(countText(seq))}</h2>
        {event !== undefined && !isStale && <SeverityMark severity={event.severity} />}
        {event?.redacted !== undefined && !isStale && <Badge tone="unsure">{text.openedBundle.redacted.badge}</Badge>}
        <span className={styles.acts}>
          <IconToggle
            label={words.star}
            keys="f"
            icon={<Star size={15} fill={isStarred ? 'currentColor' : 'none'} />}
            isSelected={isStarred}
            onChange={(isOn) => void takeNote({ act: isOn ? 'star' : 'unstar', seqs: [seq] })}
          />
          <IconButton
            label={words.previous}
            keys="k"
            icon={<ChevronUp size={15} />}
            onPress={() => void runCommand('event.previous')}
          />
          <IconButton
            label={words.next}
            keys="j"
            icon={<ChevronDown size={15} />}
            onPress={() => void runCommand('event.next')}
          />
          <IconButton
            label={words.close}
            keys="d"
            icon={<X size={15} />}
            onPress={() => useWorkspace.getState().setDetailOpen(false)}
          />
        </span>
      </div>
      {event !== undefined && (
        <div className={isStale ? styles.stale : undefined} aria-hidden={isStale}>
          <p className={styles.type}>
            <EvidenceText raw={event.eventType} />
          </p>
          <EventTimes event={event} />
          {event.redacted !== undefined && <RedactedNote redacted={event.redacted} />}
        </div>
      )}
      <EventTags seq={seq} />
    </header>
  );
}
