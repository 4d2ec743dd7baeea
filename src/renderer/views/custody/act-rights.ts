/**
 * Why a person can record no custody act in the open case; undefined where they can.
 *
 * Pure. The host decides; this says it before somebody has filled in a form for nothing.
 */
import { MAY_ADD, type Role } from '../../../shared/roles.ts';
import { text } from '../../i18n/text.ts';
import type { CaseInfo } from '../../stores/case.store.ts';

const words = text.custodyActs;
const roles: readonly Role[] = MAY_ADD;

export function actRefusal({
  operator,
  readOnlyReason,
  bundle,
}: Pick<CaseInfo, 'operator' | 'readOnlyReason' | 'bundle'>): string | undefined {
  if (bundle !== undefined) return text.openedBundle.refusal;
  if (!roles.includes(operator.role)) return words.role(operator.role);
  return readOnlyReason === undefined ? undefined : words.readOnly(readOnlyReason);
}
