/**
 * What can follow in a query: names of fields that the case holds, values of the field before the colon, operators.
 *
 * Trust: names and values come from evidence; they are quoted as the language asks, and shown as text.
 */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
} from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';
import { printQuery } from '../../../../engines/search/print-query.ts';
import { shortCount } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';

export interface KnownField {
  name: string;
  eventCount: number;
}

/** What the case holds; asked anew for every completion, so that it may load late. */
export interface CompletionFacts {
  fields(): Promise<readonly KnownField[]>;
  values(field: string): Promise<readonly { value: string; count: number }[]>;
}

const OPERATORS: readonly Completion[] = ['AND', 'OR', 'NOT'].map((label) => ({ label, type: 'keyword', boost: -50 }));
const NAME_CHARACTERS = /[\w@.-]*$/u;
const LABEL_CHARS = 80;

export const queryCompletion = (facts: CompletionFacts): Extension =>
  autocompletion({
    override: [completionSource(facts)],
    icons: false,
    maxRenderedOptions: 60,
    activateOnTyping: true,
    // After a field its values come at once.
    activateOnCompletion: ({ type }) => type === 'property',
  });

export function completionSource(facts: CompletionFacts): CompletionSource {
  return async (context) => {
    const value = valuePlace(context);
    return value === undefined ? completeName(context, facts) : completeValue(value, facts);
  };
}

async function completeName(context: CompletionContext, facts: CompletionFacts): Promise<CompletionResult | null> {
  const typed = context.matchBefore(NAME_CHARACTERS);
  if (!context.explicit && (typed === null || typed.from === typed.to)) return null;
  const fields = await facts.fields();
  const options = fields.map(
    ({ name, eventCount }): Completion => ({
      label: name,
      // As it is written in a query, quotes included.
      apply: `${name}:`,
      detail: shortCount(eventCount),
      type: 'property',
      // In the order that the case gives, most frequent first, where the typed text fits two alike.
      boost: Math.min(40, Math.log2(eventCount + 1)),
    }),
  );
  return { from: typed?.from ?? context.pos, options: [...options, ...OPERATORS], validFor: NAME_CHARACTERS };
}

interface ValuePlace {
  field: string;
  from: number;
  to: number;
}

/** Undefined where the cursor does not stand in a value. */
function valuePlace({ state, pos }: CompletionContext): ValuePlace | undefined {
  let node: SyntaxNode | null = syntaxTree(state).resolveInner(pos, -1);
  const at = node;
  while (node !== null && node.name !== 'FieldExpression') node = node.parent;
  const name = node?.getChild('FieldName');
  const colon = node?.getChild('Colon');
  if (name === undefined || name === null || colon === undefined || colon === null || pos < colon.to) return undefined;
  const isValue = at.name === 'Value' || at.name === 'Phrase';
  const raw = state.sliceDoc(name.from, name.to);
  const field = raw.startsWith('"') ? raw.slice(1, -1).replaceAll('\\"', '"') : raw;
  return { field, from: isValue ? at.from : pos, to: isValue ? at.to : pos };
}

async function completeValue({ field, from, to }: ValuePlace, facts: CompletionFacts): Promise<CompletionResult> {
  const values = await facts.values(field);
  return {
    from,
    to,
    options: values.map(
      ({ value, count }, rank): Completion => ({
        label: shownText(value, LABEL_CHARS).shown,
        apply: printValue(value),
        detail: shortCount(count),
        type: 'text',
        boost: Math.max(-90, 50 - rank),
      }),
    ),
  };
}

/** As the printer quotes it; what needs no quotes goes without. */
function printValue(value: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N}_.@/-]*$/u.test(value)) return value;
  return printQuery({ kind: 'equals', field: 'x', value, from: 0, to: 0 }).slice('x:'.length);
}
