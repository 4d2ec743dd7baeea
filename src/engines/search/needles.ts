/**
 * Texts that every line matching a query holds: a look for them costs a fraction of the matcher's walk through the body.
 *
 * Pure. A record's canonical line holds each value as it is but for escapes, which no letter, digit or mark has; numbers stand
 * in it as `String` writes them. Folding goes character by character, so the folded line holds the folded tokens of each value.
 * Only proposes: whatever the texts are found in is still put to the matcher.
 */
import type { Query } from './query-ast.ts';
import { foldText, scanTokens, tokenise } from './tokens.ts';

/** Folded texts of token characters; none where the query can do without any. */
export function needlesOf(query: Query): string[] {
  switch (query.kind) {
    case 'and':
      return query.items.flatMap(needlesOf);
    case 'text':
      return query.tokens.filter(isOneToken);
    case 'text-pattern':
      return query.patterns.flatMap((pattern) => pattern.split(/[*?]/)).filter(isOneToken);
    case 'equals':
      return tokenise(query.value);
    default:
      return [];
  }
}

/** Whether the text holds nothing that a line could write in another way. */
function isOneToken(text: string): boolean {
  let isWhole = false;
  scanTokens(text, (from, to) => {
    isWhole = from === 0 && to === text.length;
    return false;
  });
  return isWhole && foldText(text) === text;
}
