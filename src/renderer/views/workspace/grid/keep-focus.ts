/**
 * Lets a grid have its cursor without the keyboard: a grid focuses the cell of its cursor, at once or when its row is drawn.
 *
 * The focus goes back to whatever lost it, however late that is and wherever the keyboard was sent meanwhile. A key or a
 * pointer that goes into the rows ends this, and so does the next cursor.
 */

/** Rows that are drawn later than this were drawn for another reason. */
const LONGEST_DRAWING_MS = 1_000;

let watching: AbortController | undefined;

/** The next cell that takes the focus is meant to have it. */
export const letFocusGo = (): void => watching?.abort();

/** @param placeCursor puts the cursor of a grid into a cell */
export function keepFocus(placeCursor: () => void): void {
  letFocusGo();
  const holder = document.activeElement;
  // Nobody has it, or the rows do: then it goes with the cursor.
  if (holder === null || holder === document.body || isCell(holder)) return placeCursor();
  const watch = new AbortController();
  watching = watch;
  const listening = { capture: true, signal: watch.signal };
  // What a key or a press leads to by itself follows at once.
  let isByHand = false;
  const noteHand = (): void => {
    isByHand = true;
    setTimeout(() => (isByHand = false));
  };
  addEventListener('keydown', noteHand, listening);
  addEventListener('pointerdown', noteHand, listening);
  addEventListener(
    'focusin',
    ({ target, relatedTarget }) => {
      if (!isCell(target)) return;
      if (isByHand) watch.abort();
      else if (relatedTarget instanceof HTMLElement) relatedTarget.focus({ preventScroll: true });
    },
    listening,
  );
  setTimeout(() => watch.abort(), LONGEST_DRAWING_MS);
  placeCursor();
}

const isCell = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role=gridcell]') !== null;
