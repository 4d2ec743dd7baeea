/** What an export came to, as facts that another person can check the file by. */
import { countText, sizeText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { ClipboardCopy } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { copyText } from '../../../ui/copy-button.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import { HashText } from '../../../ui/hash-text.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import type { Question } from '../question.ts';
import type { ExportDone } from './export-dialog.tsx';
import styles from './export-dialog.module.css';

const words = text.detail.export;

export function ExportResult({ done, question }: { done: ExportDone; question: Question }) {
  const { path, rows, sizeBytes, sha256, rowDigest, recordSeq } = done;
  const record = recordSeq === null ? words.noRecord : text.detail.seq(countText(recordSeq));
  return (
    <>
      <KeyValues
        pairs={[
          { name: words.path, value: <EvidenceText raw={path} />, isData: true },
          { name: words.rows, value: countText(rows) },
          { name: words.size, value: sizeText(sizeBytes) },
          { name: words.sha256, value: <HashText hash={sha256} what={words.sha256} isFull />, isData: true },
          { name: words.rowDigest, value: <HashText hash={rowDigest} what={words.rowDigest} isFull />, isData: true },
          { name: words.record, value: record },
        ]}
      />
      <p className={styles.hint}>{words.rowDigestHint}</p>
      <div>
        <Button
          icon={<ClipboardCopy size={14} />}
          onPress={() => void copyText(factsText(done, question), words.factsName)}
        >
          {words.copyAll}
        </Button>
      </div>
    </>
  );
}

function factsText(
  { path, rows, sizeBytes, sha256, rowDigest, recordSeq }: ExportDone,
  { query, from, to }: Question,
): string {
  return [
    `${words.path}: ${path}`,
    `${words.query}: ${query === '' ? words.everything : query}`,
    `${words.time}: ${from === undefined && to === undefined ? words.wholeCase : words.span(from ?? words.openStart, to ?? words.openEnd)}`,
    `${words.rows}: ${rows}`,
    `${words.size}: ${sizeBytes}`,
    `${words.sha256}: ${sha256}`,
    `${words.rowDigest}: ${rowDigest}`,
    `${words.record}: ${recordSeq === null ? words.noRecord : `#${recordSeq}`}`,
  ].join('\n');
}
