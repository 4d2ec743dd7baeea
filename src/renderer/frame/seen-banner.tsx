/**
 * Says how the open case stands to what this workstation saw of it before, where that is not as it should be.
 *
 * Once per case that was opened: it holds until it is dismissed. Trust: the sentence comes from the host and may hold paths.
 */
import { useState } from 'react';
import { visibleText } from '../format/safe-text.ts';
import { type CaseInfo, useCase } from '../stores/case.store.ts';
import { Banner } from '../ui/banner.tsx';
import { seenWarning } from './seen-warning.ts';

export function SeenBanner() {
  const handle = useCase((state) => state.handle);
  const info = useCase((state) => state.info);
  return info === undefined ? null : <Warning key={handle} seenHere={info.seenHere} />;
}

function Warning({ seenHere }: { seenHere: CaseInfo['seenHere'] }) {
  const [isDismissed, setDismissed] = useState(false);
  const warning = isDismissed ? undefined : seenWarning(seenHere);
  if (warning === undefined) return null;
  return (
    <Banner tone={warning.tone} title={warning.title} onDismiss={() => setDismissed(true)}>
      {visibleText(warning.detail)}
    </Banner>
  );
}
