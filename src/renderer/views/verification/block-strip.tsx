/**
 * The whole log in one row of blocks: where something is bad, missing, not read, or not sealed yet.
 *
 * One stop of the Tab key: arrows move a cursor along the blocks, Enter opens the one under it, a click does both. What is
 * marked is told by height and pattern as well as by colour, and all of it stands in words beside the row.
 */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, useMemo, useState } from 'react';
import { text } from '../../i18n/text.ts';
import type { VerifyReport } from '../../stores/verification.store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { BlockRange } from './block-range.tsx';
import styles from './block-strip.module.css';
import { stateText, StripLegend } from './strip-legend.tsx';
import { cellAt, type CellState, nextMarked, type StripCell, stripCells } from './strip-cells.ts';

const words = text.verification.strip;
const MAX_CELLS = 240;
const PAGE_CELLS = 10;
const STRIP_HEIGHT = 24;

/** From the bottom up: the worse, the higher. */
const HEIGHTS: Readonly<Record<CellState, number>> = { plain: 9, unsealed: 13, unread: 18, missing: 24, bad: 24 };

interface BlockStripProps {
  report: VerifyReport;
  onSeq: (seq: number) => void;
}

export function BlockStrip({ report, onSeq }: BlockStripProps) {
  const cells = useMemo(() => stripCells(report, MAX_CELLS), [report]);
  const firstBad = report.badRanges[0];
  const [at, setAt] = useState(() => (firstBad === undefined ? 0 : cellAt(cells, firstBad.firstSeq)));
  const [isOpen, setOpen] = useState(false);
  const cell = cells[at];
  if (cell === undefined) return null;
  const isIntact = report.verdict === 'intact';
  const move = (to: number | undefined): void => {
    if (to !== undefined) setAt(Math.min(cells.length - 1, Math.max(0, to)));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ' ') setOpen(true);
    else if (event.key === 'PageDown') move(at - PAGE_CELLS);
    else if (event.key === 'PageUp') move(at + PAGE_CELLS);
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent<HTMLElement>): void => {
    // A key press is a click, too, without a place.
    if (event.detail === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    move(Math.floor(((event.clientX - box.left) / box.width) * cells.length));
    setOpen(true);
  };

  return (
    <section>
      <PanelHeader
        title={words.title}
        note={words.note(cells.length, Math.round(Math.max(report.recordCount, report.headSize) / cells.length))}
        actions={
          <>
            <IconButton
              label={words.previous}
              icon={<ChevronLeft size={15} />}
              isDisabled={nextMarked(cells, at, -1) === undefined}
              onPress={() => move(nextMarked(cells, at, -1))}
            />
            <IconButton
              label={words.next}
              icon={<ChevronRight size={15} />}
              isDisabled={nextMarked(cells, at, 1) === undefined}
              onPress={() => move(nextMarked(cells, at, 1))}
            />
          </>
        }
      />
      <div className={styles['strip']}>
        <Cells cells={cells} at={at} isIntact={isIntact} />
        <input
          type="range"
          className={styles['slider']}
          aria-label={words.label}
          aria-valuetext={cellText(cell, isIntact)}
          title={words.keys}
          min={0}
          max={cells.length - 1}
          step={1}
          value={at}
          onChange={(event) => move(event.target.valueAsNumber)}
          onKeyDown={onKeyDown}
          onClick={onClick}
        />
      </div>
      <div className={styles['below']}>
        <span className={styles['cursor']}>{cellText(cell, isIntact)}</span>
        <StripLegend report={report} isIntact={isIntact} />
      </div>
      {report.areRangesExact ? null : <p className={styles['inexact']}>{words.inexact}</p>}
      {isOpen && <BlockRange report={report} cell={cell} onSeq={onSeq} onClose={() => setOpen(false)} />}
    </section>
  );
}

const cellText = ({ firstSeq, lastSeq, state }: StripCell, isIntact: boolean): string =>
  words.cell(firstSeq, lastSeq, stateText(state, isIntact));

function Cells({ cells, at, isIntact }: { cells: readonly StripCell[]; at: number; isIntact: boolean }) {
  return (
    <svg
      className={styles['cells']}
      viewBox={`0 0 ${cells.length} ${STRIP_HEIGHT + 4}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      data-intact={isIntact}
    >
      {cells.map(({ firstSeq, state }, i) => (
        <rect
          key={firstSeq}
          x={i + 0.06}
          width={0.88}
          y={STRIP_HEIGHT - HEIGHTS[state]}
          height={HEIGHTS[state]}
          className={styles[state]}
        />
      ))}
      <rect x={at} width={1} y={STRIP_HEIGHT + 1} height={3} className={styles['at']} />
    </svg>
  );
}
