/**
 * The bytes that an event was read from, and whether they are the recorded ones. What could not be checked says so.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { call } from '../../../api/host.ts';
import { sizeText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { HexView } from './hex-view.tsx';
import { layOutJson, layOutXml } from './laid-out.ts';
import { RawChecks } from './raw-checks.tsx';
import styles from './raw-tab.module.css';
import { bytesOf, decodeText, looksBinary } from './raw-bytes.ts';
import { RawText } from './raw-text.tsx';

export type RawAnswer = OutputOf<'event.raw'>;
type Mode = 'text' | 'hex' | 'json' | 'xml';

const words = text.detail.raw;
const CONTEXT_BYTES = 256;
const FIRST_BYTES = 65_536;
/** The most that one call gives. */
const MOST_BYTES = 1_048_576;

interface RawTabProps {
  handle: string;
  seq: number;
}

export function RawTab({ handle, seq }: RawTabProps) {
  const [wanted, setWanted] = useState<Mode>();
  const [hasContext, setHasContext] = useState(true);
  const [maxBytes, setMaxBytes] = useState(FIRST_BYTES);
  const raw = useQuery({
    queryKey: [handle, 'event.raw', seq, maxBytes],
    queryFn: () => call('event.raw', { handle, seq, maxBytes, contextBytes: CONTEXT_BYTES }),
    placeholderData: keepPreviousData,
  });
  // What another event answered is no answer for this one.
  const answer = raw.data?.seq === seq ? raw.data : undefined;
  if (raw.error !== null) return <ErrorBanner error={raw.error} onRetry={() => void raw.refetch()} />;
  if (answer === undefined) return <Skeleton lines={8} />;
  return (
    <div className={styles.tab}>
      <RawChecks answer={answer} />
      {answer.bytesBase64 === null ? (
        <EmptyState title={words.noBytes}>{answer.reason ?? words.availability[answer.availability]}</EmptyState>
      ) : (
        <RawBytes
          key={seq}
          answer={answer}
          bytesBase64={answer.bytesBase64}
          wanted={wanted}
          onMode={setWanted}
          hasContext={hasContext}
          onContext={setHasContext}
        />
      )}
      {answer.isTruncated && answer.bytesBase64 !== null && (
        <div className={styles.more}>
          <span>{words.truncated(sizeText(maxBytes), sizeText(answer.length ?? 0))}</span>
          {maxBytes < MOST_BYTES && (
            <Button variant="quiet" isPending={raw.isFetching} onPress={() => setMaxBytes(MOST_BYTES)}>
              {words.more}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

interface RawBytesProps {
  answer: RawAnswer;
  bytesBase64: string;
  wanted: Mode | undefined;
  onMode: (mode: Mode) => void;
  hasContext: boolean;
  onContext: (has: boolean) => void;
}

function RawBytes({ answer, bytesBase64, wanted, onMode, hasContext, onContext }: RawBytesProps) {
  const shown = useMemo(() => {
    const bytes = bytesOf(bytesBase64);
    const decoded = decodeText(bytes);
    return {
      bytes,
      decoded,
      before: bytesOf(answer.contextBefore?.bytesBase64 ?? ''),
      // What follows the last byte of a record that was cut short does not follow what is shown of it.
      after: answer.isTruncated ? new Uint8Array() : bytesOf(answer.contextAfter?.bytesBase64 ?? ''),
      json: layOutJson(decoded.text),
      xml: layOutXml(decoded.text),
      first: looksBinary(bytes) ? ('hex' as const) : ('text' as const),
    };
  }, [answer, bytesBase64]);
  const modes: Mode[] = ['text', 'hex'];
  if (shown.json !== undefined) modes.push('json');
  if (shown.xml !== undefined) modes.push('xml');
  // What was chosen for one event holds for the next where it can.
  const mode = wanted !== undefined && modes.includes(wanted) ? wanted : shown.first;
  const around = hasContext
    ? { before: shown.before, after: shown.after }
    : { before: new Uint8Array(), after: new Uint8Array() };
  return (
    <>
      <div className={styles.bar}>
        <SelectField
          label={words.shownAs}
          isLabelHidden
          value={mode}
          choices={modes.map((id) => ({ id, label: words.modes[id] }))}
          onChange={onMode}
        />
        {(mode === 'text' || mode === 'hex') && (
          <Switch isSelected={hasContext} onChange={onContext}>
            {words.context}
          </Switch>
        )}
      </div>
      {mode === 'hex' ? (
        <HexView bytes={shown.bytes} {...around} offset={answer.offset ?? 0} />
      ) : mode === 'text' ? (
        <RawText
          raw={shown.decoded.text}
          before={decodeText(around.before).text}
          after={decodeText(around.after).text}
        />
      ) : (
        <RawText
          raw={(mode === 'json' ? shown.json : shown.xml) ?? ''}
          original={shown.decoded.text}
          before=""
          after=""
        />
      )}
      {(mode === 'json' || mode === 'xml') && <p className={styles.note}>{words.laidOut}</p>}
      {mode !== 'hex' && !shown.decoded.isWhole && <p className={styles.warning}>{words.noText}</p>}
    </>
  );
}
