/** Says that this view is not there yet. */
import { text } from '../../i18n/text.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export function VerificationView() {
  return (
    <>
      <h1 className="sr-only">{text.app.views.verification}</h1>
      <EmptyState title={text.app.comesLater}>{text.app.comesLaterText}</EmptyState>
    </>
  );
}
