/** What people may do to events without changing them: the words, for the contract, the engines and the shells. Pure. */

export const ANNOTATION_ACTS = ['star', 'unstar', 'tag', 'untag', 'comment', 'colour'] as const;
export type AnnotationAct = (typeof ANNOTATION_ACTS)[number];

/** `none` takes the colour off. */
export const ANNOTATION_COLOURS = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey', 'none'] as const;
