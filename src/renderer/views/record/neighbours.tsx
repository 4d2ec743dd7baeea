/** A record between those before and after it: where a chain breaks, they say whether it is one record or the place. */
import { shownText } from '../../format/safe-text.ts';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { useStoredRecord } from './record-query.ts';
import styles from './record-panel.module.css';
import { StateMark } from './state-mark.tsx';

const words = text.record;
const LINE_CHARS = 160;
const REACH = 2;

interface NeighboursProps {
  handle: string;
  seq: number;
  recordCount: number;
  onSeq: (seq: number) => void;
}

export function Neighbours({ handle, seq, recordCount, onSeq }: NeighboursProps) {
  const first = Math.max(0, seq - REACH);
  const last = Math.min(recordCount - 1, seq + REACH);
  const seqs = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const { seq: seqHead, kind, state, line } = words.neighbourColumns;
  return (
    <table className={styles['neighbours']}>
      <caption className="sr-only">{words.neighbours}</caption>
      <thead>
        <tr>
          {[seqHead, kind, state, line].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {seqs.map((each) => (
          <NeighbourRow key={each} handle={handle} seq={each} isHere={each === seq} onSeq={onSeq} />
        ))}
      </tbody>
    </table>
  );
}

interface NeighbourRowProps {
  handle: string;
  seq: number;
  isHere: boolean;
  onSeq: (seq: number) => void;
}

function NeighbourRow({ handle, seq, isHere, onSeq }: NeighbourRowProps) {
  const { data, error } = useStoredRecord(handle, seq);
  return (
    <tr data-here={isHere}>
      <th scope="row">
        {isHere ? (
          <span className={styles['here']}>
            {countText(seq)} <span className="sr-only">{words.here}</span>
          </span>
        ) : (
          <Button variant="quiet" aria-label={words.title(seq)} onPress={() => onSeq(seq)}>
            {countText(seq)}
          </Button>
        )}
      </th>
      <td>{data === undefined ? '' : data.kind === null ? words.unknownKind : shownText(data.kind, 40).shown}</td>
      <td>{data === undefined ? '' : <StateMark state={data.matchesLeaf} words={words.matches} />}</td>
      <td className={styles['lineStart']}>
        <bdi>
          {error !== null
            ? shownText(error.message, LINE_CHARS).shown
            : shownText(data?.line ?? data?.reason ?? '', LINE_CHARS).shown}
        </bdi>
      </td>
    </tr>
  );
}
