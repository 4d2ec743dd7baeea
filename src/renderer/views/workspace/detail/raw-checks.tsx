/** Where the bytes come from and what was checked of them. Three outcomes, each with its shape: good, bad, not checked. */
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { VerdictMark, type VerdictWord } from '../../../ui/verdict-mark.tsx';
import styles from './raw-tab.module.css';
import type { RawAnswer } from './raw-tab.tsx';

const words = text.detail.raw;

/** Only bytes out of the case's own copy are where they should be without doubt. */
const PLACES: Record<RawAnswer['availability'], VerdictWord> = {
  kept: 'ok',
  'by-reference': 'not-checked',
  changed: 'failed',
  missing: 'not-checked',
  damaged: 'failed',
  unreadable: 'not-checked',
  'no-source': 'not-checked',
};

const verdictOf = (isGood: boolean | null): VerdictWord => (isGood === null ? 'not-checked' : isGood ? 'ok' : 'failed');
const wordOf = (isGood: boolean | null): 'good' | 'bad' | 'unsure' =>
  isGood === null ? 'unsure' : isGood ? 'good' : 'bad';

export function RawChecks({ answer }: { answer: RawAnswer }) {
  const { availability, reason, rawHash, recordMatchesLeaf, checked, notChecked } = answer;
  return (
    <div className={styles.checks}>
      <Check
        verdict={PLACES[availability]}
        says={words.availability[availability]}
        {...(reason === undefined ? {} : { why: reason })}
      />
      <Check verdict={verdictOf(rawHash.matches)} says={words.hash[wordOf(rawHash.matches)]} />
      {rawHash.matches === false && (
        <dl className={styles.hashes}>
          <dt>{words.expected}</dt>
          <dd>{rawHash.expected}</dd>
          <dt>{words.actual}</dt>
          <dd>{rawHash.actual}</dd>
        </dl>
      )}
      <Check verdict={verdictOf(recordMatchesLeaf)} says={words.record[wordOf(recordMatchesLeaf)]} />
      <details className={styles.details}>
        <summary>{words.checkedCount(checked.length, notChecked.length)}</summary>
        <Sentences title={words.checked} sentences={checked} />
        <Sentences title={words.notChecked} sentences={notChecked} />
      </details>
    </div>
  );
}

function Check({ verdict, says, why }: { verdict: VerdictWord; says: string; why?: string }) {
  return (
    <div className={styles.check}>
      <VerdictMark verdict={verdict} />
      <p className={styles.says}>
        {says}
        {why !== undefined && <span className={styles.why}>{visibleText(why)}</span>}
      </p>
    </div>
  );
}

function Sentences({ title, sentences }: { title: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <>
      <p className={styles.listTitle}>{title}</p>
      <ul className={styles.list}>
        {sentences.map((sentence) => (
          <li key={sentence}>{visibleText(sentence)}</li>
        ))}
      </ul>
    </>
  );
}
