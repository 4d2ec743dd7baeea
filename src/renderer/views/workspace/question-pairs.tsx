/** The question in words: query and time, as tag-all and export say them before they act. */
import { text } from '../../i18n/text.ts';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import type { KeyValue } from '../../ui/key-values.tsx';
import type { Question } from './question.ts';

const words = text.detail.export;

export function questionPairs({ query, from, to }: Question): KeyValue[] {
  const start = from ?? words.openStart;
  const end = to ?? words.openEnd;
  return [
    { name: words.query, isData: query !== '', value: query === '' ? words.everything : <EvidenceText raw={query} /> },
    { name: words.time, value: from === undefined && to === undefined ? words.wholeCase : words.span(start, end) },
  ];
}
