/** The rows of the tab that is worked in; or of two tabs at once, each in its half, the query line with one of them. */
import { Columns2, Link2, Rows2, X } from 'lucide-react';
import type { SyntheticEvent } from 'react';
import { countText, shortDuration } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { tabsNow, useTabs } from '../../../stores/tabs.store.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { IconToggle } from '../../../ui/icon-toggle.tsx';
import { type Pane, SplitPanes } from '../../../ui/split-panes.tsx';
import { GridSymbols } from '../grid/cells/grid-symbols.tsx';
import type { CellPlace } from '../grid/event-grid.tsx';
import { GridPanel } from '../grid/grid-panel.tsx';
import { useReveal } from '../grid/reveal.store.ts';
import { partsNow } from '../parts.store.ts';
import { useQuestionOf, useTotal } from '../question.ts';
import styles from './tab-grids.module.css';
import { useTimeLock } from './time-lock.store.ts';
import { useTabTitle } from './use-tab-title.ts';

const words = text.workspace.tabs;
const ICON = 15;

interface GridActs {
  onMenu: (place: CellPlace) => void;
  onOpen: () => void;
}

export function TabGrids(acts: GridActs) {
  return (
    <>
      <GridSymbols />
      <Grids {...acts} />
    </>
  );
}

function Grids(acts: GridActs) {
  const activeId = useTabs((state) => state.activeId);
  const halves = useTabs((state) => state.halves);
  const areStacked = useTabs((state) => state.areStacked);
  if (halves === null) return <OneGrid key={activeId} tabId={activeId} {...acts} />;
  const panes = halves.map(
    (tabId, index): Pane => ({
      id: index === 0 ? 'first' : 'second',
      label: text.workspace.grid.label,
      minSize: areStacked ? '7rem' : '16rem',
      content: <Half key={tabId} tabId={tabId} hasControls={index === 0} {...acts} />,
    }),
  );
  const direction = areStacked ? 'column' : 'row';
  return <SplitPanes key={direction} id={`halves-${direction}`} direction={direction} panes={panes} />;
}

function OneGrid({ tabId, ...acts }: GridActs & { tabId: number }) {
  return <GridPanel tabId={tabId} question={useQuestionOf(tabId)} {...acts} />;
}

interface HalfProps extends GridActs {
  tabId: number;
  /** Of both halves; they stand in the first. */
  hasControls: boolean;
}

function Half({ tabId, hasControls, ...acts }: HalfProps) {
  const isActive = useTabs((state) => state.activeId === tabId);
  const title = useTabTitle(tabId);
  const question = useQuestionOf(tabId);
  const { total } = useTotal(question);
  const activate = ({ type, target }: SyntheticEvent): void => {
    // The head acts on its own half, and leaves the other be: a query line that changes would move it from under the pointer.
    if (!(target instanceof Element) || target.closest('[role=grid]') === null) return;
    // The cursor goes where the pointer puts it.
    if (type === 'pointerdown' && target.closest('[role=gridcell]') !== null) partsNow().cursors.get(tabId)?.letGo();
    if (tabsNow().activeId === tabId) return;
    tabsNow().switchTo(tabId);
    useReveal.getState().forget();
  };
  return (
    // The half itself does nothing: rows of it that are clicked or focused make it the one that is worked in.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={styles.half}
      aria-label={words.half(title)}
      aria-current={isActive}
      onFocusCapture={activate}
      onPointerDownCapture={activate}
    >
      <GridPanel
        tabId={tabId}
        question={question}
        title={
          <>
            <bdi className={styles.title} title={title}>
              {title}
            </bdi>
            <Answer tabId={tabId} total={total} />
          </>
        }
        controls={
          <span className={styles.controls}>
            {hasControls && <Controls />}
            <IconButton
              label={words.closeHalf(title)}
              icon={<X size={ICON} />}
              size="small"
              onPress={() => closeHalf(tabId)}
            />
          </span>
        }
        {...acts}
      />
    </section>
  );
}

/** The tab stays; the other one is shown alone. */
function closeHalf(tabId: number): void {
  const other = tabsNow().halves?.find((id) => id !== tabId);
  tabsNow().unsplit();
  if (other !== undefined) tabsNow().switchTo(other);
}

/** How many events answer it; in a half that follows the other, how far the one is that it came to. */
function Answer({ tabId, total }: { tabId: number; total: number | undefined }) {
  const isFollowing = useTabs(({ isTimeLocked, activeId }) => isTimeLocked && activeId !== tabId);
  const nearest = useTimeLock((state) => (state.nearest?.tabId === tabId ? state.nearest : null));
  const hasTime = useTimeLock(({ lead }) => lead?.timestamp !== null);
  const apart = nearest === null ? 0 : nearest.offsetSeconds;
  return (
    <span className={styles.count} aria-live={isFollowing ? 'polite' : 'off'}>
      {isFollowing && !hasTime
        ? words.noTimeToFollow
        : isFollowing && nearest !== null
          ? words.nearest(apart, shortDuration(Math.abs(apart)))
          : total === undefined
            ? words.counting
            : words.matches(countText(total))}
    </span>
  );
}

function Controls() {
  const areStacked = useTabs((state) => state.areStacked);
  const isTimeLocked = useTabs((state) => state.isTimeLocked);
  const { setStacked, setTimeLocked } = tabsNow();
  return (
    <>
      <IconToggle
        label={words.timeLock}
        keys="l"
        icon={<Link2 size={ICON} />}
        isSelected={isTimeLocked}
        onChange={setTimeLocked}
      />
      <IconButton
        label={areStacked ? words.sideBySide : words.stacked}
        icon={areStacked ? <Columns2 size={ICON} /> : <Rows2 size={ICON} />}
        size="small"
        onPress={() => setStacked(!areStacked)}
      />
    </>
  );
}
