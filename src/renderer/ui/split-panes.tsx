/**
 * Panes side by side, or one over the other, with edges that can be moved by pointer and by arrow keys.
 *
 * Sizes are kept in the settings, apart for each set of panes, so that a pane that comes and goes finds its size again;
 * the others stay as they are, with what they scrolled to and where the focus was.
 */
import { Fragment, type ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { text } from '../i18n/text.ts';
import { useSettings } from '../stores/settings.store.ts';
import styles from './split-panes.module.css';

export interface Pane {
  id: string;
  /** What it is: the edge before it is named by it. */
  label: string;
  /** `20%`, `18rem`, `240px`. */
  defaultSize?: string;
  minSize?: string;
  maxSize?: string;
  /** Keeps its width while the window changes. */
  isFixed?: boolean;
  content: ReactNode;
}

export interface SplitPanesProps {
  /** Under which sizes are kept. */
  id: string;
  direction: 'row' | 'column';
  panes: readonly Pane[];
}

export function SplitPanes({ id, direction, panes }: SplitPanesProps) {
  const group = `${id}/${panes.map((pane) => pane.id).join('+')}`;
  const kept = useSettings((state) => state.paneSizes[group]);
  const setPaneSizes = useSettings((state) => state.setPaneSizes);
  return (
    <Group
      orientation={direction === 'row' ? 'horizontal' : 'vertical'}
      defaultLayout={kept}
      onLayoutChanged={(sizes, { isUserInteraction }) => {
        if (isUserInteraction) setPaneSizes(group, sizes);
      }}
      className={styles['group']}
    >
      {panes.map((pane, index) => (
        <Fragment key={pane.id}>
          {index === 0 ? null : (
            <Separator
              className={direction === 'row' ? styles['upright'] : styles['flat']}
              aria-label={text.ui.resize(pane.label)}
            />
          )}
          <Panel
            id={pane.id}
            defaultSize={pane.defaultSize}
            minSize={pane.minSize ?? '8rem'}
            maxSize={pane.maxSize}
            groupResizeBehavior={pane.isFixed === true ? 'preserve-pixel-size' : 'preserve-relative-size'}
            className={styles['pane']}
          >
            {pane.content}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}
