/** The workspace: the question above, its facets on the left, time and rows in the middle, one event on the right. */
import { useCallback, useMemo } from 'react';
import { useCommands } from '../../commands/registry.ts';
import { StatusBarContent } from '../../frame/status-slot.tsx';
import { text } from '../../i18n/text.ts';
import { useCaseSettings } from '../../stores/case-settings.store.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useNavigation } from '../../stores/navigation.store.ts';
import { useTabs } from '../../stores/tabs.store.ts';
import { useWorkspace, workspaceNow } from '../../stores/workspace.store.ts';
import { Button } from '../../ui/button.tsx';
import { useContextMenu } from '../../ui/context-menu.tsx';
import { copyText } from '../../ui/copy-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Pane, SplitPanes } from '../../ui/split-panes.tsx';
import { TimePanel } from './charts/time-panel.tsx';
import { DetailPanel } from './detail/detail-panel.tsx';
import { Facets } from './facets/facets.tsx';
import type { CellPlace } from './grid/event-grid.tsx';
import { fieldValues } from './grid/field-cell.ts';
import { noteCommands } from './notes/notes.commands.ts';
import { pivotGroups } from './pivot-menu.ts';
import { QueryBar } from './query-bar/query-bar.tsx';
import { useQuestion, useTotal } from './question.ts';
import { useAround } from './around/around.store.ts';
import { SelectionBar } from './selection/selection-bar.tsx';
import { RenameDialog } from './tabs/rename-dialog.tsx';
import { TabGrids } from './tabs/tab-grids.tsx';
import { PANEL_ID, TabStrip, tabElementId } from './tabs/tab-strip.tsx';
import { TAB_COMMANDS } from './tabs/tabs.commands.ts';
import { WorkspaceDialogs } from './workspace-dialogs.tsx';
import { WORKSPACE_COMMANDS } from './workspace.commands.ts';
import styles from './workspace-view.module.css';

export function WorkspaceView() {
  const { info } = useOpenCase();
  return info.eventCount === 0 ? <NothingYet /> : <Workspace />;
}

function NothingYet() {
  return (
    <EmptyState
      title={text.workspace.nothingYet}
      actions={
        <Button variant="primary" onPress={() => useNavigation.getState().go('sources')}>
          {text.workspace.addEvidence}
        </Button>
      }
    >
      {text.workspace.nothingYetHint}
    </EmptyState>
  );
}

function Workspace() {
  const { info } = useOpenCase();
  const question = useQuestion();
  const { total } = useTotal(question);
  const activeId = useTabs((state) => state.activeId);
  const isAlone = useTabs(({ tabs }) => tabs.length === 1);
  const isDetailOpen = useWorkspace((state) => state.isDetailOpen);
  const { open: openMenu, menu } = useContextMenu(text.workspace.pivot.label);

  useCommands(WORKSPACE_COMMANDS);
  const quickTags = useCaseSettings((state) => state.quickTags);
  useCommands(useMemo(() => noteCommands(quickTags), [quickTags]));
  useCommands(TAB_COMMANDS);

  const onMenu = useCallback(
    ({ row, field, x, y }: CellPlace) =>
      openMenu(
        { clientX: x, clientY: y, preventDefault: () => undefined },
        pivotGroups(
          { event: row.event, caseId: info.caseId, field, values: fieldValues(row, field) },
          {
            copy: (content, what) => void copyText(content, what),
            showAround: (seq) => useAround.getState().show(seq),
          },
        ),
      ),
    [openMenu, info.caseId],
  );

  const panes: Pane[] = [
    {
      id: 'facets',
      label: text.workspace.facets.label,
      defaultSize: '16rem',
      minSize: '10rem',
      isFixed: true,
      content: <Facets question={question} />,
    },
    {
      id: 'middle',
      label: text.workspace.grid.label,
      minSize: '24rem',
      content: (
        <div className={styles.middle}>
          <TimePanel question={question} />
          <div className={styles.rows}>
            <TabGrids onMenu={onMenu} onOpen={() => workspaceNow().setDetailOpen(true)} />
          </div>
        </div>
      ),
    },
  ];
  if (isDetailOpen) {
    panes.push({
      id: 'detail',
      label: text.workspace.detailLabel,
      defaultSize: '26rem',
      minSize: '18rem',
      isFixed: true,
      content: <DetailPanel />,
    });
  }

  return (
    <div className={styles.workspace}>
      <TabStrip />
      <div
        className={styles.question}
        id={PANEL_ID}
        {...(isAlone ? {} : { role: 'tabpanel', 'aria-labelledby': tabElementId(activeId) })}
      >
        <QueryBar total={total} />
        <div className={styles.panes}>
          <SplitPanes id="workspace" direction="row" panes={panes} />
        </div>
      </div>
      {menu}
      <StatusBarContent>
        <SelectionBar />
      </StatusBarContent>
      <WorkspaceDialogs question={question} />
      <RenameDialog />
    </div>
  );
}
