/**
 * A document for people as blocks, whatever it is written to: pages, a web page, plain text.
 *
 * Pure. Values may be text of evidence: whoever writes a document makes what is hidden in them visible, and cuts nothing.
 */

export type PaperBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone?: 'plain' | 'note' | 'warning' }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Name and value; `isCode` values are set in letters of one width. */
  | { readonly kind: 'facts'; readonly rows: readonly PaperFact[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly columns: readonly PaperColumn[];
      /** As many cells as there are columns; a line break in a cell is one on paper. */
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'code'; readonly text: string }
  /** Lines to be filled in by hand, each with what belongs there. */
  | { readonly kind: 'blanks'; readonly labels: readonly string[] }
  | { readonly kind: 'page-break' };

export interface PaperFact {
  readonly name: string;
  readonly value: string;
  readonly isCode?: boolean;
}

export interface PaperColumn {
  readonly title: string;
  /** Share of the width. */
  readonly width: number;
  readonly isCode?: boolean;
}

export interface Paper {
  readonly title: string;
  /** One line about what it is. */
  readonly subject: string;
  /** RFC 3339: the moment that it shows; a document has no other time. */
  readonly asOf: string;
  /** Stands at the foot of every page. */
  readonly footer: string;
  /** Across every page, for what is not valid as it is. */
  readonly watermark?: string;
  readonly isWide?: boolean;
  readonly blocks: readonly PaperBlock[];
}
