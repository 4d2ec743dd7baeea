/** People of custody acts in words: an operator of the case by name, anybody else as from outside. Pure; safe to show. */
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';

export type Party = { operatorId: string } | { outside: string };
type Named = { operatorId: string; name: string };

const words = text.custodyActs;

/** @param operators of the case; one who is not among them is shown by id alone */
export function operatorText(operatorId: string, operators: readonly Named[]): string {
  const known = operators.find((each) => each.operatorId === operatorId);
  return visibleText(known === undefined ? operatorId : `${known.name} (${operatorId})`);
}

export function partyText(party: Party | null, operators: readonly Named[]): string {
  if (party === null) return words.nobody;
  return 'operatorId' in party ? operatorText(party.operatorId, operators) : words.outside(visibleText(party.outside));
}
