/**
 * Raw text of an event with what stands around it in the source, which is dimmed.
 *
 * Cost: what is drawn is bounded, the rest comes in steps.
 */
import { useState } from 'react';
import { countText } from '../../../format/number-text.ts';
import { cutText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import styles from './raw-tab.module.css';

const words = text.detail.raw;
const FIRST_CHARS = 8_000;
const STEP_CHARS = 64_000;

interface RawTextProps {
  raw: string;
  before: string;
  after: string;
  /** What is copied, where `raw` is another layout of it. */
  original?: string;
}

export function RawText({ raw, before, after, original = raw }: RawTextProps) {
  const [chars, setChars] = useState(FIRST_CHARS);
  const { kept, omitted } = cutText(raw, chars);
  return (
    <div className={styles.block}>
      {/* Reached by Tab, so that it can be scrolled by keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles.scroll} tabIndex={0} aria-label={words.textLabel}>
        <pre className={styles.text}>
          {before !== '' && (
            <span className={styles.context}>
              <EvidenceText raw={before} />
            </span>
          )}
          <mark className={styles.record}>
            <EvidenceText raw={kept} />
          </mark>
          {omitted === 0 && after !== '' && (
            <span className={styles.context}>
              <EvidenceText raw={after} />
            </span>
          )}
        </pre>
      </section>
      <span className={styles.copy}>
        <CopyButton original={original} what={words.textLabel} />
      </span>
      {omitted > 0 && (
        <div className={styles.more}>
          <span>{text.ui.omitted(countText(omitted))}</span>
          <Button variant="quiet" onPress={() => setChars(chars + STEP_CHARS)}>
            {text.ui.showMore}
          </Button>
        </div>
      )}
    </div>
  );
}
