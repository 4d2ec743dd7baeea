/** Whether the event on screen is the one that a followed citation names. Said in either case; never silent. */
import { text } from '../../../i18n/text.ts';
import { Banner } from '../../../ui/banner.tsx';
import { HashText } from '../../../ui/hash-text.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { useCited } from './cited.store.ts';

const words = text.detail.cited;

interface CitedBannerProps {
  seq: number;
  /** `sha256:<hex>` of the event here; undefined where it could not be read. */
  hash: string | undefined;
}

export function CitedBanner({ seq, hash }: CitedBannerProps) {
  const cited = useCited((state) => state.cited);
  const dismiss = (): void => useCited.getState().follow(null);
  if (cited === null || cited.seq !== seq) return null;
  if (hash === undefined) return <Banner tone="unsure" title={words.unreadable} onDismiss={dismiss} />;
  const here = hash.replace('sha256:', '');
  if (here === cited.digest) return <Banner tone="good" title={words.same} onDismiss={dismiss} />;
  return (
    <Banner tone="bad" title={words.otherTitle} onDismiss={dismiss}>
      <p>{words.other}</p>
      <KeyValues
        pairs={[
          { name: words.citedDigest, value: <HashText hash={cited.digest} what={words.citedDigest} />, isData: true },
          { name: words.digestHere, value: <HashText hash={here} what={words.digestHere} />, isData: true },
        ]}
      />
    </Banner>
  );
}
