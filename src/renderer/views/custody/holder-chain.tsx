/** Who held an item, act by act as they were signed; gaps and holds in plain words; each act's envelope at hand. */
import { CircleCheck, FileSignature, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { shownText, visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useActDraft } from '../../stores/act-draft.store.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { type ItemChain, type Operator, useItemChain, useOperators } from '../../stores/custody-ledger.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { actRefusal } from './act-rights.ts';
import { EnvelopeDialog } from './envelope-dialog.tsx';
import styles from './item-chain.module.css';
import { operatorText, partyText } from './party-text.ts';

const words = text.custodyActs;
const SAID_CHARS = 400;
type Act = ItemChain['acts'][number];

export function HolderChain({ sha256, name }: { sha256: string; name: string | null }) {
  const { info } = useOpenCase();
  const { data, error } = useItemChain(sha256);
  const operators = useOperators();
  const [seq, setSeq] = useState<number>();
  const isAllowed = actRefusal(info) === undefined;
  const begin = (): void =>
    useActDraft.getState().begin({
      items: [{ sha256, name: data?.item.name ?? name }],
      ...(data?.acts.length === 0 ? {} : { act: 'transfer' as const }),
    });
  return (
    <section className={styles['holders']} aria-label={words.chain.title}>
      <PanelHeader
        level={3}
        title={words.chain.title}
        note={data === undefined ? undefined : <Now chain={data} operators={operators} />}
        actions={
          <Button isDisabled={!isAllowed || data === undefined} onPress={begin}>
            {data?.acts.length === 0 ? words.chain.begin : words.chain.further}
          </Button>
        }
      />
      {error === null ? null : <ErrorBanner error={error} />}
      {data === undefined && error === null ? <Skeleton lines={2} /> : null}
      {data?.acts.length === 0 ? <p className={styles['faint']}>{words.chain.none}</p> : null}
      <ol className={styles['steps']}>
        {data?.acts.map((act) => (
          <ActStep key={act.recordSeq} act={act} operators={operators} onEnvelope={() => setSeq(act.recordSeq)} />
        ))}
      </ol>
      {seq === undefined ? null : <EnvelopeDialog seq={seq} onClose={() => setSeq(undefined)} />}
    </section>
  );
}

function Now({ chain: { item }, operators }: { chain: ItemChain; operators: readonly Operator[] }) {
  if (item.actCount === 0) return null;
  return (
    <span className={styles['now']}>
      {item.isDisposed ? words.chain.disposed : words.chain.heldNow(partyText(item.holder, operators))}
      {item.isOnHold ? <Badge tone="warn">{words.items.onHold}</Badge> : null}
      {item.gapCount > 0 ? <Badge tone="bad">{words.chain.gaps(item.gapCount)}</Badge> : null}
    </span>
  );
}

interface ActStepProps {
  act: Act;
  operators: readonly Operator[];
  onEnvelope: () => void;
}

function ActStep({ act, operators, onEnvelope }: ActStepProps) {
  const isBad = act.gaps.length + act.problems.length > 0;
  const Icon = isBad ? TriangleAlert : CircleCheck;
  const { chain } = words;
  return (
    <li className={styles['step']} data-state={isBad ? 'warn' : 'done'}>
      <Icon size={16} aria-hidden="true" />
      <div>
        <p className={styles['head']}>
          <span className={styles['title']}>{words.past[act.act]}</span>
          <TimeText timestamp={act.at} />
          <bdi>{peopleText(act, operators)}</bdi>
          {act.act === 'hold' ? <Badge tone="warn">{words.items.onHold}</Badge> : null}
        </p>
        {saidText(act) === '' ? null : (
          <p>
            <bdi>{shownText(saidText(act), SAID_CHARS).shown}</bdi>
          </p>
        )}
        <p className={styles['foot']}>
          <span className={styles['faint']}>
            {act.signedBy.length === 0
              ? chain.unsigned
              : chain.signedBy(act.signedBy.map((id) => operatorText(id, operators)).join(', '))}
            {`, ${chain.recordedAt(act.recordSeq)}`}
          </span>
          <Button
            variant="quiet"
            icon={<FileSignature size={14} />}
            aria-label={chain.envelopeOf(act.recordSeq)}
            onPress={onEnvelope}
          >
            {chain.envelope}
          </Button>
        </p>
        {act.gaps.map((gap) => (
          <p key={gap} className={styles['gap']}>
            {chain.gap(visibleText(gap))}
          </p>
        ))}
        {act.problems.map((problem) => (
          <p key={problem} className={styles['gap']}>
            {visibleText(problem)}
          </p>
        ))}
      </div>
    </li>
  );
}

function peopleText({ operatorId, from, to }: Act, operators: readonly Operator[]): string {
  const { chain } = words;
  return [
    ...(from === undefined ? [] : [chain.from(partyText(from, operators))]),
    ...(to === undefined ? [] : [chain.to(partyText(to, operators))]),
    chain.by(operatorText(operatorId, operators)),
  ].join(' ');
}

function saidText({ place, purpose, reason, tool }: Act): string {
  const { chain } = words;
  return [
    ...(place === undefined ? [] : [chain.place(place)]),
    ...(purpose === undefined ? [] : [chain.purpose(purpose)]),
    ...(reason === undefined ? [] : [chain.reason(reason)]),
    ...(tool === undefined ? [] : [chain.tool(`${tool.name} ${tool.version}`)]),
  ].join('; ');
}
