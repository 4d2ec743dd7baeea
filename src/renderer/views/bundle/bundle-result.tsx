/** What was made, and all that another person needs to check it. */
import { ClipboardCopy } from 'lucide-react';
import { countText, sizeText } from '../../format/number-text.ts';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useOperators } from '../../stores/custody-ledger.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeText } from '../../ui/code-text.tsx';
import { CopyButton, copyText } from '../../ui/copy-button.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { operatorText } from '../custody/party-text.ts';
import { shellWord } from './bundle-form.ts';
import styles from './bundle-wizard.module.css';
import type { MadeBundle } from './bundle.store.ts';

const words = text.bundle.result;

export function BundleResult({ made }: { made: MadeBundle }) {
  const { fingerprint } = useOpenCase().info;
  const operators = useOperators();
  const signed = made.signedBy.map((id) => operatorText(id, operators)).join(', ');
  const [withNode, here] = checkCommands(made.path, fingerprint);
  return (
    <div className={styles['step']}>
      {made.notices.map((notice) => (
        <Banner key={notice} tone="warn" title={visibleText(notice)} />
      ))}
      <KeyValues
        pairs={[
          {
            name: words.path,
            value: <EvidenceText raw={made.path} />,
            isData: true,
            actions: <CopyButton original={made.path} what={words.path} />,
          },
          {
            name: words.id,
            value: made.bundleId,
            isData: true,
            actions: <CopyButton original={made.bundleId} what={words.id} />,
          },
          {
            name: words.fingerprint,
            value: fingerprint,
            isData: true,
            actions: <CopyButton original={fingerprint} what={words.fingerprint} />,
          },
          { name: words.events, value: countText(made.rows) },
          { name: words.log, value: logText(made) },
          { name: words.files, value: words.filesText(made.files, sizeText(made.sizeBytes)) },
          ...(made.originals > 0 ? [{ name: words.originals, value: countText(made.originals) }] : []),
          { name: words.signedBy, value: <bdi>{signed}</bdi> },
          { name: words.manifest, value: <HashText hash={made.manifest} what={words.manifest} isFull />, isData: true },
          {
            name: words.rowDigest,
            value: <HashText hash={made.rowDigest} what={words.rowDigest} isFull />,
            isData: true,
          },
          { name: words.record, value: `#${countText(made.recordSeq)}` },
        ]}
      />
      <p className={styles['hint']}>{words.fingerprintHint}</p>
      <PanelHeader level={3} title={words.check} />
      <p>{words.checkNode}</p>
      <CodeText raw={withNode} what={`${words.command} 1`} />
      <p>{words.checkHere}</p>
      <CodeText raw={here} what={`${words.command} 2`} />
      <p>{words.checkPage}</p>
      <div className={styles['acts']}>
        <Button
          icon={<ClipboardCopy size={14} />}
          onPress={() => void copyText(factsText(made, fingerprint), words.factsName)}
        >
          {words.copyAll}
        </Button>
      </div>
    </div>
  );
}

const logText = ({ head, records: { disclosed, redacted, withheld } }: MadeBundle): string =>
  words.logText(head.size, disclosed, redacted, withheld);

function checkCommands(path: string, fingerprint: string): [withNode: string, here: string] {
  const rest = `${shellWord(path)} --fingerprint ${shellWord(fingerprint)}`;
  return [`node audittrail-verifier.mjs ${rest}`, `audittrail verify --bundle ${rest}`];
}

function factsText(made: MadeBundle, fingerprint: string): string {
  return [
    `${words.path}: ${made.path}`,
    `${words.id}: ${made.bundleId}`,
    `${words.fingerprint}: ${fingerprint}`,
    `${words.events}: ${made.rows}`,
    `${words.log}: ${logText(made)}`,
    `${words.signedBy}: ${made.signedBy.join(', ')}`,
    `${words.manifest}: ${made.manifest}`,
    `${words.rowDigest}: ${made.rowDigest}`,
    `${words.record}: #${made.recordSeq}`,
    '',
    `${words.check}:`,
    ...checkCommands(made.path, fingerprint),
    words.checkPage,
  ].join('\n');
}
