/** Reads the source of an event again and holds what comes out against the record: the same, different, or why neither. */
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import type { ResultOf } from '../../../../shared/contract/index.ts';
import { countText, sizeText } from '../../../format/number-text.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useJobs } from '../../../stores/jobs.store.ts';
import { announce } from '../../../ui/announcer.tsx';
import { Button } from '../../../ui/button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { VerdictMark, type VerdictWord } from '../../../ui/verdict-mark.tsx';
import { FoldedText } from './folded-text.tsx';
import styles from './source-tab.module.css';

type Rederivation = ResultOf<'event.rederive'>;
type Difference = Rederivation['differences'][number];

const words = text.detail.source;
const MARKS: Record<Rederivation['outcome'], VerdictWord> = {
  same: 'ok',
  different: 'failed',
  'could-not': 'not-checked',
};
const MAX_DIFFERENCES = 200;

export function Rederive({ handle, seq }: { handle: string; seq: number }) {
  const [result, setResult] = useState<Rederivation>();
  const [failure, setFailure] = useState<unknown>();
  const [isRunning, setRunning] = useState(false);
  const run = async (): Promise<void> => {
    setRunning(true);
    setResult(undefined);
    setFailure(undefined);
    try {
      const done = await useJobs.getState().run('event.rederive', words.job(countText(seq)), { handle, seq });
      setResult(done);
      announce(words.outcome[done.outcome]);
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setRunning(false);
    }
  };
  return (
    <section className={styles.rederive}>
      <p className={styles.hint}>{words.rederiveHint}</p>
      <div>
        <Button icon={<RotateCcw size={14} />} isPending={isRunning} onPress={() => void run()}>
          {words.rederive}
        </Button>
      </div>
      {isRunning && <Progress label={words.job(countText(seq))} isLabelHidden />}
      {failure !== undefined && <ErrorBanner error={failure} />}
      {result !== undefined && <Outcome result={result} />}
    </section>
  );
}

function Outcome({ result }: { result: Rederivation }) {
  const { outcome, reason, differences, parserVersion, presentVersion, bytesRead, rawHashMatches } = result;
  const isNewer = parserVersion !== null && presentVersion !== null && parserVersion !== presentVersion;
  return (
    <div className={styles.outcome}>
      <VerdictMark verdict={MARKS[outcome]} label={words.outcome[outcome]} />
      {reason !== undefined && <p>{visibleText(reason)}</p>}
      {outcome === 'same' && <p>{words.sameText}</p>}
      {isNewer && <p className={styles.warning}>{words.newer(parserVersion, presentVersion)}</p>}
      <ul className={styles.facts}>
        <Fact says={words.availability[result.availability]} />
        <Fact verdict={rawHashMatches} says={text.detail.raw.hash[wordOf(rawHashMatches)]} />
        <Fact verdict={result.recordMatchesLeaf} says={text.detail.raw.record[wordOf(result.recordMatchesLeaf)]} />
        <Fact verdict={result.derivedMatchesLeaf} says={words.derivedLeaf[wordOf(result.derivedMatchesLeaf)]} />
        <Fact says={words.read(sizeText(bytesRead))} />
      </ul>
      {differences.length > 0 && (
        <>
          <h3>{words.differences}</h3>
          <DataTable
            label={words.differences}
            rows={differences}
            keyOf={({ path }, index) => `${index} ${path}`}
            columns={[
              {
                id: 'path',
                head: words.field,
                isRowHead: true,
                isData: true,
                cell: ({ path }) => <EvidenceText raw={path} />,
              },
              { id: 'recorded', head: words.recorded, isData: true, cell: (row) => <Side of={row} side="recorded" /> },
              { id: 'derived', head: words.derived, isData: true, cell: (row) => <Side of={row} side="derived" /> },
            ]}
          />
          {differences.length >= MAX_DIFFERENCES && <p className={styles.hint}>{words.differencesCut}</p>}
        </>
      )}
    </div>
  );
}

const wordOf = (isGood: boolean | null): 'good' | 'bad' | 'unsure' =>
  isGood === null ? 'unsure' : isGood ? 'good' : 'bad';

function Fact({ verdict, says }: { verdict?: boolean | null; says: string }) {
  return (
    <li className={styles.fact}>
      {verdict !== undefined && <VerdictMark verdict={verdict === null ? 'not-checked' : verdict ? 'ok' : 'failed'} />}
      <span>{says}</span>
    </li>
  );
}

function Side({ of, side }: { of: Difference; side: 'recorded' | 'derived' }) {
  const value = of[side];
  if (value === undefined) return <span className={styles.absent}>{words.absent}</span>;
  return <FoldedText raw={typeof value === 'string' ? value : JSON.stringify(value)} />;
}
