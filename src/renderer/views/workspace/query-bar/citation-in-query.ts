/** A citation pasted into the query line is a wish to see the event, not words to look for. */
import { parseCitation } from '../../../../shared/citation.ts';

/** Seq of the cited event where the text is a citation of this case. */
export function citationSeq(text: string, caseId: string): number | undefined {
  const citation = parseCitation(text);
  return citation?.caseId === caseId ? citation.seq : undefined;
}
