/**
 * Rows before charts: one thread of the host answers all of a question, and a person reads the first rows first.
 *
 * What comes after waits for the rows of the same question, or a moment, where the grid is not on screen or fails.
 */
import type { Question } from './question.ts';

const LONGEST_WAIT_MS = 300;

interface Gate {
  opened: Promise<void>;
  open: () => void;
}

const gates = new WeakMap<Question, Gate>();

function gateOf(question: Question): Gate {
  let gate = gates.get(question);
  if (gate === undefined) {
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, LONGEST_WAIT_MS);
    gates.set(question, (gate = { opened: promise, open: resolve }));
  }
  return gate;
}

export const noteRows = (question: Question): void => gateOf(question).open();

/** Runs `ask` when the first rows of the question are there. */
export async function afterRows<T>(question: Question, ask: () => Promise<T>): Promise<T> {
  await gateOf(question).opened;
  return ask();
}
