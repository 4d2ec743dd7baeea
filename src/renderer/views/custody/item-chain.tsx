/**
 * What was done with one item of evidence, step by step: acquired, kept, read, sealed, checked.
 *
 * A step that is not there is said to be missing; none is taken for granted.
 */
import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { actorOf, type CustodyRecord, describeRecord } from '../../../shared/describe-record.ts';
import { countText, sizeText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { type KeyValue, KeyValues } from '../../ui/key-values.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { useStoredRecord } from '../record/record-query.ts';
import { ChangedBadge } from './changed-badge.tsx';
import type { EvidenceItem } from './evidence-items.ts';
import { HolderChain } from './holder-chain.tsx';
import styles from './item-chain.module.css';

const words = text.custody.items;

type StepState = 'done' | 'open' | 'warn';
const ICONS = { done: CircleCheck, open: CircleDashed, warn: TriangleAlert };

interface StepProps {
  title: string;
  state: StepState;
  /** The record that says so. */
  record?: CustodyRecord | undefined;
  children: ReactNode;
}

function Step({ title, state, record, children }: StepProps) {
  const Icon = ICONS[state];
  return (
    <li className={styles['step']} data-state={state}>
      <Icon size={16} aria-hidden="true" />
      <div>
        <p className={styles['head']}>
          <span className={styles['title']}>{title}</span>
          {record === undefined ? null : (
            <>
              <TimeText timestamp={record.at} />
              <EvidenceText raw={actorOf(record)} />
              <span className={styles['faint']}>{words.record(record.seq)}</span>
              <ChangedBadge seq={record.seq} />
            </>
          )}
        </p>
        {children}
      </div>
    </li>
  );
}

export function ItemChain({ item }: { item: EvidenceItem }) {
  const { info } = useOpenCase();
  const { id, source, report, isContainer, check } = item;
  const isKept = source.body['original'] === 'kept';
  return (
    <article className={styles['chain']}>
      <PanelHeader title={words.item(id)} />
      <p className={styles['path']}>
        <EvidenceText raw={textOf(source, 'path') ?? text.record.unknown} />
      </p>
      <ItemHolders source={source} />
      <PanelHeader level={3} title={words.inCase} />
      <ol className={styles['steps']}>
        <Step title={words.steps.acquired} state="done" record={source}>
          <KeyValues pairs={acquiredFacts(source)} />
        </Step>
        <Step title={words.steps[isKept ? 'kept' : 'by-reference']} state={isKept ? 'done' : 'open'}>
          <p>{isKept ? words.keptText : words.byReferenceText}</p>
        </Step>
        {isContainer ? null : report === undefined ? (
          <Step title={words.steps.interrupted} state="warn">
            <p>{words.interruptedText}</p>
          </Step>
        ) : (
          <Step title={words.steps.read} state="done" record={report}>
            <p>
              <EvidenceText raw={describeRecord(report, info.fingerprint)} />
            </p>
          </Step>
        )}
        <SealStep record={report ?? source} />
        {check === undefined ? (
          <Step title={words.steps.unchecked} state="open">
            <p>{words.uncheckedText}</p>
          </Step>
        ) : (
          <Step title={words.steps.checked} state={check.body['verdict'] === 'intact' ? 'done' : 'warn'} record={check}>
            <p>
              <EvidenceText raw={describeRecord(check, info.fingerprint)} />
            </p>
          </Step>
        )}
      </ol>
    </article>
  );
}

/** A file that could not be read has no hash, and no signed act can name it. */
function ItemHolders({ source }: { source: CustodyRecord }) {
  const sha256 = textOf(source, 'sha256');
  return sha256 === undefined ? null : <HolderChain sha256={sha256} name={textOf(source, 'path') ?? null} />;
}

function SealStep({ record }: { record: CustodyRecord }) {
  const { handle } = useOpenCase();
  const { data, error } = useStoredRecord(handle, record.seq);
  if (data === undefined && error === null) return null;
  const size = data?.sealedBySize;
  if (size === undefined) {
    return (
      <Step title={words.steps.unsealed} state="warn">
        <p>{words.sealUnknown}</p>
      </Step>
    );
  }
  return size === null ? (
    <Step title={words.steps.unsealed} state="warn">
      <p>{words.unsealedText}</p>
    </Step>
  ) : (
    <Step title={words.steps.sealed} state="done">
      <p>{words.sealedText(size)}</p>
    </Step>
  );
}

function acquiredFacts(source: CustodyRecord): KeyValue[] {
  const { body } = source;
  const location = textOf(source, 'location');
  const size = body['sizeBytes'];
  const hash = (name: string, what: string): KeyValue[] => {
    const value = textOf(source, name);
    return value === undefined ? [] : [{ name: what, value: <HashText hash={value} what={what} isFull /> }];
  };
  const plain = (name: string, raw: string | undefined): KeyValue[] =>
    raw === undefined ? [] : [{ name, value: <EvidenceText raw={raw} />, isData: true }];
  const members = body['memberCount'];
  return [
    ...hash('sha256', words.sha256),
    ...hash('md5', words.md5),
    ...hash('sha1', words.sha1),
    ...(typeof size === 'number' ? [{ name: words.size, value: `${sizeText(size)} (${countText(size)} B)` }] : []),
    ...plain(words.location, location),
    ...(body['arrival'] === 'drop' ? [{ name: words.location, value: words.arrival }] : []),
    ...plain(words.changed, textOf(source, 'mtime')),
    ...plain(words.container, textOf(source, 'container')),
    ...(typeof members === 'number' ? [{ name: words.members(members), value: '' }] : []),
  ];
}

const textOf = ({ body }: CustodyRecord, name: string): string | undefined => {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
};
