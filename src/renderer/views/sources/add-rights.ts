/**
 * Why a person can not add evidence to the open case; undefined where they can.
 *
 * Pure. The host decides; this says it before somebody has chosen files for nothing.
 */
import { MAY_ADD, type Role } from '../../../shared/roles.ts';
import { text } from '../../i18n/text.ts';
import type { CaseInfo } from '../../stores/case.store.ts';

const words = text.sources;
const roles: readonly Role[] = MAY_ADD;

export function addRefusal({
  operator,
  readOnlyReason,
  bundle,
}: Pick<CaseInfo, 'operator' | 'readOnlyReason' | 'bundle'>): string | undefined {
  if (bundle !== undefined) return text.openedBundle.refusal;
  if (!roles.includes(operator.role)) return words.addRole(operator.role);
  return readOnlyReason === undefined ? undefined : words.addReadOnly(readOnlyReason);
}
