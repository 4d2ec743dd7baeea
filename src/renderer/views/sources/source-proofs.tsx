/**
 * The proofs of one source: what each says, what it is worth, and where to look.
 *
 * Trust: sentences and paths quote evidence.
 */
import { Search } from 'lucide-react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { PROOF_SEVERITY, PROOF_WORTH } from '../../../shared/source-proof-words.ts';
import { countText, sizeText } from '../../format/number-text.ts';
import { clockText, utcClock } from '../../format/time-text.ts';
import { text } from '../../i18n/text.ts';
import { useNavigation } from '../../stores/navigation.store.ts';
import { EMPTY_VIEW, workspaceNow } from '../../stores/workspace.store.ts';
import { Button } from '../../ui/button.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { type KeyValue, KeyValues } from '../../ui/key-values.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { ProofMark } from './proof-mark.tsx';
import { recordsAround } from './records-around.ts';
import styles from './source-proofs.module.css';

export type CheckedSource = OutputOf<'proof.list'>['sources'][number];
type Proof = CheckedSource['proofs'][number];

const words = text.proofs;
const SHOWN_DETAILS = 20;

const moment = (time: string): string => clockText(utcClock(time));

export function SourceProofs({ checked: { proofs, sha256, state } }: { checked: CheckedSource }) {
  const isWithout = state === 'absent' || state === 'not-checked';
  return (
    <section>
      <PanelHeader level={3} title={words.title} note={<ProofMark state={state} />} />
      {isWithout && <p className={styles['none']}>{state === 'absent' ? words.none : words.notChecked}</p>}
      {!isWithout && (
        <ul className={styles['proofs']}>
          {worstFirst(proofs).map((proof, index) => (
            <li key={index}>
              <OneProof proof={proof} sha256={sha256} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const worstFirst = (proofs: readonly Proof[]): Proof[] =>
  proofs.toSorted((a, b) => PROOF_SEVERITY.indexOf(a.verdict) - PROOF_SEVERITY.indexOf(b.verdict));

function OneProof({ proof, sha256 }: { proof: Proof; sha256: string }) {
  const { kind, verdict, summary, details, detailCount } = proof;
  const shown = details.slice(0, SHOWN_DETAILS);
  return (
    <article className={styles['proof']} aria-label={words.kinds[kind]}>
      <header className={styles['head']}>
        <h4>{words.kinds[kind]}</h4>
        <ProofMark state={verdict} />
      </header>
      <p>
        <EvidenceText raw={summary} />
      </p>
      {shown.length > 0 && (
        <ul className={styles['details']}>
          {shown.map((detail, index) => (
            <Detail key={index} detail={detail} sha256={sha256} />
          ))}
        </ul>
      )}
      {detailCount > shown.length && (
        <p className={styles['none']}>{words.more(countText(detailCount - shown.length))}</p>
      )}
      <KeyValues pairs={factsOf(proof)} />
    </article>
  );
}

function Detail({ detail, sha256 }: { detail: Proof['details'][number]; sha256: string }) {
  const query = recordsAround(sha256, detail);
  return (
    <li data-level={detail.level}>
      <span className={styles['level']}>{words.levels[detail.level]}</span>
      <span>
        <EvidenceText raw={detail.text} />
        {detail.path !== undefined && (
          <>
            {': '}
            <EvidenceText raw={detail.path} />
          </>
        )}
        {detail.offset !== undefined && (
          <span className={styles['place']}>{text.sources.report.at(detail.offset)}</span>
        )}
      </span>
      {query !== undefined && detail.level !== 'info' && (
        <Button variant="quiet" icon={<Search size={14} />} onPress={() => showRecords(query)}>
          {words.show}
        </Button>
      )}
    </li>
  );
}

function showRecords(query: string): void {
  workspaceNow().load({ ...EMPTY_VIEW, columns: workspaceNow().columns, query });
  useNavigation.getState().go('workspace');
}

function factsOf({ kind, verdict, by, covers, recordSeq, at, earlier }: Proof): KeyValue[] {
  const { records, files, bytes, firstRecordId, lastRecordId, firstTime, lastTime } = covers;
  const parts = [
    ...(records === undefined ? [] : [words.coversRecords(countText(records))]),
    ...(files === undefined ? [] : [words.coversFiles(countText(files))]),
    ...(bytes === undefined ? [] : [sizeText(bytes)]),
    ...(firstRecordId === undefined || lastRecordId === undefined
      ? []
      : [words.coversIds(firstRecordId, lastRecordId)]),
    ...(firstTime === undefined || lastTime === undefined
      ? []
      : [words.coversTime(moment(firstTime), moment(lastTime))]),
  ];
  return [
    ...(by === undefined ? [] : [{ name: words.by, value: <EvidenceText raw={by} />, isData: true }]),
    ...(parts.length === 0 ? [] : [{ name: words.covers, value: parts.join(', ') }]),
    ...(verdict === 'absent'
      ? []
      : [
          { name: words.proves, value: PROOF_WORTH[kind].proves },
          { name: words.notProves, value: PROOF_WORTH[kind].notProves },
        ]),
    ...(recordSeq === undefined || at === undefined
      ? []
      : [
          {
            name: words.record,
            value: [
              words.recordText(countText(recordSeq), moment(at)),
              ...(earlier === undefined
                ? []
                : [words.earlier(words.states[earlier.verdict], countText(earlier.recordSeq))]),
            ].join('; '),
          },
        ]),
  ];
}
