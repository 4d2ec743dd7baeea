/**
 * What is wrong with a query, and where: sentences for the person who is typing it.
 *
 * Pure. O(nodes).
 * Trust: the text is the person's; the tree may be of any text.
 */
import type { SyntaxNode, Tree } from '@lezer/common';

/** `[from, to)` in UTF-16 units of the query; `message` is one sentence without a full stop, `hint` says what to write. */
export interface QueryError {
  from: number;
  to: number;
  message: string;
  hint?: string;
}

const OPERATOR_NODES = new Set(['And', 'Or', 'Not']);
const QUOTE_HINT = 'To search for these characters, put the text in quotes';

/** The first place where the text breaks the grammar, or undefined where it keeps to it. */
export function findSyntaxError(tree: Tree, text: string): QueryError | undefined {
  let previous: SyntaxNode | undefined;
  let broken: SyntaxNode | undefined;
  tree.iterate({
    enter: (node) => {
      if (broken !== undefined) return false;
      if (node.type.isError) broken = node.node;
      else if (node.node.firstChild === null && node.name !== 'Space' && node.name !== 'QueryText')
        previous = node.node;
      return broken === undefined;
    },
  });
  return broken === undefined ? undefined : explain(broken, previous, text);
}

function explain(broken: SyntaxNode, previous: SyntaxNode | undefined, text: string): QueryError {
  const found = broken.firstChild;
  if (found?.name === 'GroupClose') {
    return { ...spanOf(found), message: 'This parenthesis closes nothing', hint: QUOTE_HINT };
  }
  if (previous === undefined || (found !== null && OPERATOR_NODES.has(found.name))) {
    const at = found ?? broken.nextSibling ?? broken;
    const word = text.slice(at.from, at.to);
    return {
      ...spanOf(at),
      message: `${word} needs something on its left`,
      hint: 'Put the word in quotes to search for it',
    };
  }
  const said = text.slice(previous.from, previous.to);
  if (OPERATOR_NODES.has(previous.name)) {
    return { ...spanOf(previous), message: `Nothing follows ${said}`, hint: `Write what ${said} stands before` };
  }
  if (previous.name === 'GroupOpen') return explainGroup(previous, text);
  if (previous.name === 'Colon') return explainColon(previous, text);
  if (previous.name === 'CompareOperator') {
    return {
      ...spanOf(previous),
      message: `Nothing follows ${said}`,
      hint: `Write a number, a time or a text, as in ${said}5`,
    };
  }
  if (broken.parent?.name === 'Range' || previous.parent?.name === 'Range') return explainRange(broken, previous);
  const open = openGroup(broken);
  if (open !== undefined) {
    return { ...spanOf(open), message: 'This parenthesis is never closed', hint: 'Write ) where it ends' };
  }
  return { ...spanOf(broken, text), message: 'This does not fit here', hint: QUOTE_HINT };
}

function explainGroup(open: SyntaxNode, text: string): QueryError {
  const rest = text.slice(open.to);
  const blank = rest.length - rest.trimStart().length;
  if (rest.charAt(blank) === ')') {
    return { from: open.from, to: open.to + blank + 1, message: 'These parentheses are empty', hint: QUOTE_HINT };
  }
  return { ...spanOf(open), message: 'This parenthesis is never closed', hint: 'Write ) where it ends' };
}

function explainColon(colon: SyntaxNode, text: string): QueryError {
  const name = colon.prevSibling;
  const from = name?.from ?? colon.from;
  const said = text.slice(from, colon.to);
  const hint =
    colon.to < text.length
      ? `Write ${said}value without a space, or put the text in quotes to search for it as words`
      : `Write a value, or ${said}* for any event that has the field`;
  return { from, to: colon.to, message: `Nothing stands right after ${said}`, hint };
}

function explainRange(broken: SyntaxNode, previous: SyntaxNode): QueryError {
  const range = broken.parent?.name === 'Range' ? broken.parent : (previous.parent ?? previous);
  return {
    ...spanOf(range),
    message: 'This range is not complete',
    hint: 'Write [low TO high], or {low TO high} without the ends, with * for an open end; a value with brackets needs quotes',
  };
}

/** The parenthesis of the innermost group that the place lies in and that has no end. */
function openGroup(place: SyntaxNode): SyntaxNode | undefined {
  for (let node = place.parent; node !== null; node = node.parent) {
    if (node.name !== 'Group' && node.name !== 'ValueGroup') continue;
    const open = node.getChild('GroupOpen');
    if (open !== null && node.getChild('GroupClose') === null) return open;
  }
  return undefined;
}

/** A span that shows: at least one unit long where the text allows it. */
function spanOf(node: SyntaxNode, text = ''): { from: number; to: number } {
  const from = node.from === node.to && node.from === text.length && text.length > 0 ? node.from - 1 : node.from;
  return { from, to: Math.max(node.to, Math.min(from + 1, text.length)) };
}
