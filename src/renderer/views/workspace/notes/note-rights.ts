/**
 * Why a person can not note or export in the open case; undefined where they can.
 *
 * Pure. The host decides; this says it before a person has typed something for nothing.
 */
import { MAY_ANNOTATE, MAY_EXPORT, type Role } from '../../../../shared/roles.ts';
import { text } from '../../../i18n/text.ts';
import type { CaseInfo } from '../../../stores/case.store.ts';

const words = text.detail.notes;
type Rights = Pick<CaseInfo, 'operator' | 'readOnlyReason' | 'bundle'>;

const has = (roles: readonly Role[], role: Role): boolean => roles.includes(role);

export function noteRefusal({ operator, readOnlyReason, bundle }: Rights): string | undefined {
  if (bundle !== undefined) return text.openedBundle.refusal;
  if (!has(MAY_ANNOTATE, operator.role)) return words.role(operator.role);
  return readOnlyReason === undefined ? undefined : words.readOnly(readOnlyReason);
}

/** A read-only case can be exported from: the result says that no record was made. */
export const exportRefusal = ({ operator }: Pick<Rights, 'operator'>): string | undefined =>
  has(MAY_EXPORT, operator.role) ? undefined : words.exportRole(operator.role);
