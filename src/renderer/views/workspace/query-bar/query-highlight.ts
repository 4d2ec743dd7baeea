/** The query grammar in the editor: what is a field, a value, an operator. The parser is the one that the host reads with. */
import { HighlightStyle, LanguageSupport, LRLanguage, syntaxHighlighting } from '@codemirror/language';
import { styleTags, tags } from '@lezer/highlight';
import { parser } from '../../../../engines/search/query-parser.generated.js';

const language = LRLanguage.define({
  name: 'audittrail-query',
  parser: parser.configure({
    props: [
      styleTags({
        FieldName: tags.propertyName,
        Colon: tags.punctuation,
        'Value Bound': tags.literal,
        Phrase: tags.string,
        Word: tags.content,
        'And Or Not To': tags.operatorKeyword,
        CompareOperator: tags.compareOperator,
        'GroupOpen GroupClose RangeOpen RangeClose': tags.bracket,
      }),
    ],
  }),
});

const style = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: [tags.string, tags.literal], color: 'var(--good)' },
  { tag: [tags.operatorKeyword, tags.compareOperator], color: 'var(--unsure)', fontWeight: '600' },
  { tag: [tags.punctuation, tags.bracket], color: 'var(--faint)' },
]);

export const queryLanguage = (): LanguageSupport => new LanguageSupport(language, [syntaxHighlighting(style)]);
