/** The `scanned` of a sink whose reader was given no scanner: nothing may arrive there. */
import { invariant } from '../../shared/verdict.ts';

export const noScanner = (): void => invariant(false, 'without a scanner nothing is scanned');
