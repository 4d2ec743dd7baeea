/** Why there is no bundle. What a redaction would have given away is listed, and can be taken out with one press. */
import { errorToValue } from '../../../shared/errors.ts';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { leaksIn } from './bundle-form.ts';
import styles from './bundle-wizard.module.css';

const words = text.bundle.leaks;

interface BundleFailureProps {
  failure: unknown;
  /** Pointers to what has to go, too. */
  onTake: (pointers: readonly string[]) => void;
}

export function BundleFailure({ failure, onTake }: BundleFailureProps) {
  const { details } = errorToValue(failure);
  const leaks = leaksIn(details);
  if (leaks.length === 0) return <ErrorBanner error={failure} />;
  return (
    <Banner tone="bad" title={words.title}>
      <p>{words.text(leaks.length, Number(details?.['hidden'] ?? 0))}</p>
      <ul className={styles['points']}>
        {leaks.map(({ asked, at, events }) => (
          <li key={`${asked} ${at}`}>
            <bdi>{words.one(visibleText(asked), visibleText(at), events)}</bdi>
          </li>
        ))}
      </ul>
      <div className={styles['acts']}>
        <Button onPress={() => onTake([...new Set(leaks.map(({ at }) => at))])}>{words.take}</Button>
      </div>
    </Banner>
  );
}
