/** A grid and the question that it answers, as what moves within the answer needs them. Types only. */
import type { GridApi } from 'ag-grid-community';
import type { Question } from '../question.ts';
import type { EventRow } from './event-row.ts';
import type { Order } from './place-of.ts';
import type { RowPlaces } from './row-places.ts';

export interface AnswerGrid {
  /** Whether its tab is the one that is worked in: events are opened there. */
  isActive: boolean;
  api: GridApi<EventRow> | undefined;
  question: Question;
  order: Order;
  /** Undefined until counted. */
  total: number | undefined;
  /** Undefined until the grid has rows. */
  places: RowPlaces | undefined;
}
