/** Says that the host does not answer, while it does not. */
import { text } from '../i18n/text.ts';
import { useConnection } from '../stores/connection.store.ts';
import { Banner } from '../ui/banner.tsx';

export function ConnectionBanner() {
  const state = useConnection((connection) => connection.state);
  if (state === 'broken') return <Banner tone="warn" title={text.app.connection.broken} />;
  if (state === 'ended') return <Banner tone="bad" title={text.app.connection.ended} />;
  return null;
}
