/** The body of a record, a row a field. Text that is no record is said to be none, never guessed at. */
import { cutText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import styles from './record-panel.module.css';

const MAX_CHARS = 1_500;

export function RecordFields({ line }: { line: string }) {
  const body = bodyOf(line);
  if (body === undefined) return <p className={styles['note']}>{text.record.notJson}</p>;
  return (
    <KeyValues
      pairs={Object.entries(body).map(([name, value]) => {
        const raw = typeof value === 'string' ? value : JSON.stringify(value, undefined, isFlat(value) ? 0 : 2);
        const { kept, omitted } = cutText(raw, MAX_CHARS);
        return {
          name,
          value: (
            <span className={styles['value']}>
              <EvidenceText raw={kept} />
              {omitted === 0 ? null : ` … ${text.ui.omitted(omitted.toLocaleString('en'))}`}
            </span>
          ),
          isData: true,
          actions: <CopyButton original={raw} what={name} />,
        };
      })}
    />
  );
}

const isFlat = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || Object.values(value).every((each) => typeof each !== 'object');

function bodyOf(line: string): Record<string, unknown> | undefined {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null || !('body' in record)) return undefined;
    const { body } = record;
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
