/**
 * A block of evidence text: monospace, lines kept, wrapped, a part at a time where it is long.
 *
 * Cost: what is shown is bounded; a message of 100 MB costs no more than one of a page until somebody asks for more.
 */
import { useState } from 'react';
import { countText } from '../format/number-text.ts';
import { cutText } from '../format/safe-text.ts';
import { text } from '../i18n/text.ts';
import { Button } from './button.tsx';
import styles from './code-text.module.css';
import { CopyButton } from './copy-button.tsx';
import { EvidenceText } from './evidence-text.tsx';

export interface CodeTextProps {
  raw: string;
  /** What it is, for the copy button and screen readers: `raw line`. */
  what: string;
  /** Shown at first, and how much more each time. */
  stepChars?: number;
}

export function CodeText({ raw, what, stepChars = 2_000 }: CodeTextProps) {
  const [shownChars, setShownChars] = useState(stepChars);
  const { kept, omitted } = cutText(raw, shownChars);
  return (
    <div className={styles['block']}>
      {/* Reached by Tab, so that it can be scrolled by keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles['scroll']} tabIndex={0} aria-label={what}>
        <pre className={styles['code']}>
          <EvidenceText raw={kept} />
        </pre>
      </section>
      <span className={styles['copy']}>
        <CopyButton original={raw} what={what} />
      </span>
      {omitted === 0 ? null : (
        <div className={styles['more']}>
          <span>{text.ui.omitted(countText(omitted))}</span>
          <Button variant="quiet" onPress={() => setShownChars(shownChars + stepChars * 4)}>
            {text.ui.showMore}
          </Button>
        </div>
      )}
    </div>
  );
}
