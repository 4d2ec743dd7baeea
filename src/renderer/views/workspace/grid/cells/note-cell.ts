/** Star, tags and comments of an event, small enough for a column. Follows what is noted while the row stands. */
import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import { text } from '../../../../i18n/text.ts';
import { type Note, useNotes } from '../../../../stores/notes.store.ts';
import { cx } from '../../../../ui/class-names.ts';
import { element, symbol } from '../../../../ui/dom-nodes.ts';
import type { EventRow } from '../event-row.ts';
import { type GridSymbol, symbolId } from './grid-symbols.tsx';
import styles from './note-cell.module.css';

const words = text.workspace.notes;

export class NoteCell implements ICellRendererComp<EventRow> {
  readonly #gui = element('span', styles.marks);
  #shown: Note | undefined;
  #forget: (() => void) | undefined;

  init({ data }: ICellRendererParams<EventRow>): void {
    if (data === undefined) return;
    const { seq } = data.event;
    const follow = (): void => this.#show(useNotes.getState().notes.get(seq) ?? undefined);
    follow();
    this.#forget = useNotes.subscribe(follow);
  }

  getGui(): HTMLElement {
    return this.#gui;
  }

  /** A row of another event is drawn anew. */
  refresh(): boolean {
    return false;
  }

  destroy(): void {
    this.#forget?.();
  }

  #show(note: Note | undefined): void {
    if (note === this.#shown) return;
    this.#shown = note;
    this.#gui.replaceChildren();
    if (note === undefined) return;
    const { starred, tags, comments } = note;
    if (starred) this.#gui.append(mark('starred', styles.star, words.starred));
    if (tags.length > 0) this.#gui.append(mark('tagged', styles.tag, words.tagged(tags)));
    if (comments.length > 0) this.#gui.append(mark('commented', styles.comment, words.commented(comments.length)));
  }
}

function mark(name: GridSymbol, className: string | undefined, label: string): SVGSVGElement {
  const picture = symbol(symbolId(name), cx(styles.mark, className));
  picture.removeAttribute('aria-hidden');
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', label);
  return picture;
}
