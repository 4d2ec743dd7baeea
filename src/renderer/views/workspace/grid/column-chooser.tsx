/** Which fields are columns: taken out by a tick, added from all fields that the case holds. */
import { Columns3 } from 'lucide-react';
import { text } from '../../../i18n/text.ts';
import { tabsNow, useTab } from '../../../stores/tabs.store.ts';
import { type Column, DEFAULT_COLUMNS } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { FieldPicker } from '../facets/field-picker.tsx';
import styles from './column-chooser.module.css';
import { headerOf } from './grid-columns.ts';

const NEW_WIDTH_PX = 160;
const words = text.workspace.grid;

interface ColumnChooserProps {
  tabId: number;
  handle: string;
  logSize: number;
}

export function ColumnChooser({ tabId, handle, logSize }: ColumnChooserProps) {
  const columns = useTab(tabId, (tab) => tab.columns);
  const setColumns = (chosen: readonly Column[]): void => tabsNow().update(tabId, { columns: chosen });
  const shown = new Set(columns.map(({ field }) => field));
  const offered = [...columns, ...DEFAULT_COLUMNS.filter(({ field }) => !shown.has(field))];
  return (
    <Popover
      label={words.columns}
      trigger={
        <Button variant="quiet" icon={<Columns3 size={14} />}>
          {words.columns}
        </Button>
      }
    >
      <div className={styles.chooser}>
        {offered.map((column) => (
          <Checkbox
            key={column.field}
            isSelected={shown.has(column.field)}
            isDisabled={shown.has(column.field) && columns.length === 1}
            onChange={(isOn) =>
              setColumns(isOn ? [...columns, column] : columns.filter(({ field }) => field !== column.field))
            }
          >
            {headerOf(column.field, 'UTC')}
          </Checkbox>
        ))}
        <FieldPicker
          handle={handle}
          logSize={logSize}
          label={text.workspace.facets.addField}
          onPick={(field) => {
            if (!shown.has(field)) setColumns([...columns, { field, widthPx: NEW_WIDTH_PX, isPinned: false }]);
          }}
        />
        <Button variant="quiet" onPress={() => setColumns(DEFAULT_COLUMNS)}>
          {words.resetColumns}
        </Button>
      </div>
    </Popover>
  );
}
