/** Whether something fits: yes, no, or not found out; a shape and a word for each. */
import { VerdictMark } from '../../ui/verdict-mark.tsx';

const VERDICTS = { true: 'ok', false: 'failed', null: 'not-checked' } as const;
type Key = keyof typeof VERDICTS;

export function StateMark({ state, words }: { state: boolean | null; words: Readonly<Record<Key, string>> }) {
  const key = String(state) as Key;
  return <VerdictMark verdict={VERDICTS[key]} label={words[key]} />;
}
