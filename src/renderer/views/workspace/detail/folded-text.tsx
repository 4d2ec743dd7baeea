/** A value of evidence in a row: its beginning, the rest in steps, never more than was asked for. */
import { useState } from 'react';
import { countText } from '../../../format/number-text.ts';
import { cutText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { Button } from '../../../ui/button.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import styles from './fields-tab.module.css';

const words = text.detail.fields;
const FIRST_CHARS = 240;
const STEP_CHARS = 4_000;

export function FoldedText({ raw }: { raw: string }) {
  const [chars, setChars] = useState(FIRST_CHARS);
  const { kept, omitted } = cutText(raw, chars);
  return (
    <>
      <span className={styles.text}>
        <EvidenceText raw={kept} />
      </span>
      {omitted > 0 && (
        <Button variant="quiet" onPress={() => setChars(chars + STEP_CHARS)}>
          {words.showAll(countText(Math.min(omitted, STEP_CHARS)))}
        </Button>
      )}
      {chars > FIRST_CHARS && raw.length > FIRST_CHARS && (
        <Button variant="quiet" onPress={() => setChars(FIRST_CHARS)}>
          {words.fold}
        </Button>
      )}
    </>
  );
}
