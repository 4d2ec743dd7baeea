/**
 * One record of the log as it is stored: whether it is what was sealed, its hashes, its line, its bytes, its proof, and the
 * records beside it.
 *
 * Trust: the line is evidence, or what somebody made of it; all of it goes through safe text.
 */
import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { CodeText } from '../../ui/code-text.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { HexBlock } from './hex-block.tsx';
import { Neighbours } from './neighbours.tsx';
import { ProofSteps } from './proof-steps.tsx';
import { RecordFields } from './record-fields.tsx';
import { RecordHashes } from './record-hashes.tsx';
import { type StoredRecord, useStoredRecord } from './record-query.ts';
import styles from './record-panel.module.css';
import { StateMark } from './state-mark.tsx';

const words = text.record;

export interface RecordPanelProps {
  handle: string;
  seq: number;
  recordCount: number;
  onSeq: (seq: number) => void;
  onClose?: () => void;
  /** Above the hashes: what is said of this record elsewhere. */
  children?: ReactNode;
}

export function RecordPanel({ handle, seq, recordCount, onSeq, onClose, children }: RecordPanelProps) {
  const { data: stored, error } = useStoredRecord(handle, seq);
  return (
    <article className={styles['panel']} aria-label={words.title(seq)}>
      <PanelHeader
        title={words.title(seq)}
        note={stored === undefined ? undefined : <StateMark state={stored.matchesLeaf} words={words.matches} />}
        actions={
          <>
            <IconButton
              label={words.previous}
              icon={<ChevronLeft size={15} />}
              isDisabled={seq === 0}
              onPress={() => onSeq(seq - 1)}
            />
            <IconButton
              label={words.next}
              icon={<ChevronRight size={15} />}
              isDisabled={seq >= recordCount - 1}
              onPress={() => onSeq(seq + 1)}
            />
            {onClose === undefined ? null : <IconButton label={words.close} icon={<X size={15} />} onPress={onClose} />}
          </>
        }
      />
      {children}
      {error === null ? null : <ErrorBanner error={error} />}
      {stored === undefined ? error === null && <Skeleton lines={8} /> : <Stored handle={handle} stored={stored} />}
      <section>
        <PanelHeader level={3} title={words.neighbours} />
        <Neighbours handle={handle} seq={seq} recordCount={recordCount} onSeq={onSeq} />
      </section>
    </article>
  );
}

function Stored({ handle, stored }: { handle: string; stored: StoredRecord }) {
  const { seq, kind, place, sealedBySize, reason, line, lineBase64 } = stored;
  const noLine = <p className={styles['note']}>{words.noLine}</p>;
  return (
    <>
      <KeyValues
        pairs={[
          { name: words.kind, value: kind === null ? words.unknownKind : visibleText(kind) },
          { name: words.place, value: place === null ? words.nowhere : words.places[place] },
          { name: words.sealedBy, value: sealedBySize === null ? words.notSealed : words.sealedByText(sealedBySize) },
          ...(reason === undefined ? [] : [{ name: words.reason, value: <EvidenceText raw={reason} /> }]),
        ]}
      />
      <RecordHashes stored={stored} />
      <Tabs
        label={words.view}
        tabs={[
          {
            id: 'line',
            label: words.tabs.line,
            content: line === null ? noLine : <CodeText raw={line} what={words.line} />,
          },
          { id: 'fields', label: words.tabs.fields, content: line === null ? noLine : <RecordFields line={line} /> },
          {
            id: 'hex',
            label: words.tabs.hex,
            content: lineBase64 === null ? noLine : <HexBlock key={seq} base64={lineBase64} />,
          },
          { id: 'proof', label: words.tabs.proof, content: <ProofSteps handle={handle} seq={seq} /> },
        ]}
      />
    </>
  );
}
