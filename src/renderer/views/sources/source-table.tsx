/** Sources by their path under the folder they have in common, one row each. */

import { countText, sizeText } from '../../format/number-text.ts';
import { shownText } from '../../format/safe-text.ts';
import { clockText, utcClock } from '../../format/time-text.ts';
import { text } from '../../i18n/text.ts';
import { Badge } from '../../ui/badge.tsx';
import { commonFolder } from './common-folder.ts';
import { ProofMark } from './proof-mark.tsx';
import type { Source } from './source.ts';
import type { ProofState } from '../../../shared/source-proof-words.ts';
import styles from './sources-view.module.css';

const PATH_CHARS = 200;
const words = text.sources;

interface SourceTableProps {
  /** The folder is what all of these have in common, so that a path looks the same whatever is filtered out. */
  all: readonly Source[];
  shown: readonly Source[];
  chosen: Source | undefined;
  /** By seq of the source record; undefined while it is not known. */
  proofs: ReadonlyMap<number, ProofState> | undefined;
  onChoose: (source: Source) => void;
}

export function SourceTable({ all, shown, chosen, proofs, onChoose }: SourceTableProps) {
  const { columns } = words;
  const folder = commonFolder(all.map(({ path }) => path));
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className={styles.folder}>{folder === '' ? words.title : shownText(folder, PATH_CHARS).shown}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.path}</th>
            <th scope="col">{columns.format}</th>
            <th scope="col" className={styles.number}>
              {columns.events}
            </th>
            <th scope="col" className={styles.number}>
              {columns.rejected}
            </th>
            <th scope="col" className={styles.number}>
              {columns.notes}
            </th>
            <th scope="col">{text.proofs.column}</th>
            <th scope="col">{columns.first}</th>
            <th scope="col">{columns.last}</th>
            <th scope="col" className={styles.number}>
              {columns.size}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((source, index) => (
            <tr key={source.sourceSeq ?? `${source.path}#${index}`} data-chosen={source === chosen}>
              <th scope="row">
                <button
                  type="button"
                  className={styles.path}
                  aria-pressed={source === chosen}
                  onClick={() => onChoose(source)}
                >
                  <bdi>{shownText(source.path.slice(folder.length), PATH_CHARS).shown}</bdi>
                </button>
              </th>
              <td>
                <Format source={source} />
              </td>
              <td className={styles.number}>{countText(source.eventCount)}</td>
              <td className={styles.number} data-none={source.rejectedCount === 0}>
                {countText(source.rejectedCount)}
              </td>
              <td className={styles.number} data-none={source.noteCount === 0}>
                {countText(source.noteCount)}
              </td>
              <td>
                <Proof state={source.sourceSeq === undefined ? undefined : proofs?.get(source.sourceSeq)} />
              </td>
              <td className={styles.time}>{minute(source.firstTime)}</td>
              <td className={styles.time}>{minute(source.lastTime)}</td>
              <td className={styles.number}>{source.sizeBytes === null ? '' : sizeText(source.sizeBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Format({ source: { format, duplicateOf } }: { source: Source }) {
  if (duplicateOf !== undefined) return <Badge tone="info">{words.duplicate}</Badge>;
  return format === null ? <Badge tone="warn">{words.refused}</Badge> : format;
}

const Proof = ({ state }: { state: ProofState | undefined }) =>
  state === undefined ? null : <ProofMark state={state} />;

const minute = (time: string | null): string =>
  time === null ? '' : clockText(utcClock(time)).slice(0, 'YYYY-MM-DD hh:mm'.length);
