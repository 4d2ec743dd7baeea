/** Every leaf of an event, grouped; each value with what can be done with it. */
import { EllipsisVertical } from 'lucide-react';
import { type MouseEvent, useMemo, useState } from 'react';
import type { Leaf } from '../../../../engines/search/flatten.ts';
import { countText } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { Button } from '../../../ui/button.tsx';
import { useContextMenu } from '../../../ui/context-menu.tsx';
import { copyText } from '../../../ui/copy-button.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { useAround } from '../around/around.store.ts';
import type { AuditLog } from '../grid/event-row.ts';
import { pivotGroups } from '../pivot-menu.ts';
import { type FieldGroup, type FieldRow, fieldGroups, filterGroups } from './field-groups.ts';
import styles from './fields-tab.module.css';
import { FoldedText } from './folded-text.tsx';

const words = text.detail.fields;
/** Rows drawn at first, and more each time: a hostile record may have a hundred thousand fields. */
const STEP_ROWS = 200;
/** Elements of one array drawn. */
const MAX_VALUES = 50;
const LABEL_CHARS = 120;

interface FieldsTabProps {
  event: AuditLog;
  caseId: string;
}

export function FieldsTab({ event, caseId }: FieldsTabProps) {
  const [wanted, setWanted] = useState('');
  const [maxRows, setMaxRows] = useState(STEP_ROWS);
  const groups = useMemo(() => fieldGroups(event), [event]);
  const found = useMemo(() => filterGroups(groups, wanted), [groups, wanted]);
  const shown = firstRows(found, maxRows);
  const hidden = rowCount(found) - rowCount(shown);
  const { open, menu } = useContextMenu(text.workspace.pivot.label);
  const onMenu = ({ name, values }: FieldRow, place: MenuPlace): void =>
    open(
      place,
      pivotGroups(
        { event, caseId, field: name, values: values.filter((value) => value !== null).map(String) },
        {
          copy: (content, what) => void copyText(content, what),
          showAround: (seq) => useAround.getState().show(seq),
        },
      ),
    );
  return (
    <div className={styles.tab}>
      <SearchField label={words.filter} value={wanted} onChange={setWanted} />
      {found.length === 0 && <p className={styles.none}>{words.noMatch}</p>}
      {shown.map(({ id, rows }) => (
        <section key={id}>
          <h3 className={styles.group}>{words.groups[id]}</h3>
          <dl className={styles.rows}>
            {rows.map((row) => (
              <Field key={row.path} row={row} onMenu={onMenu} />
            ))}
          </dl>
        </section>
      ))}
      {hidden > 0 && (
        <Button variant="quiet" onPress={() => setMaxRows(maxRows + STEP_ROWS)}>
          {words.more(countText(hidden))}
        </Button>
      )}
      {menu}
    </div>
  );
}

type MenuPlace = Pick<MouseEvent, 'clientX' | 'clientY' | 'preventDefault'>;

interface FieldProps {
  row: FieldRow;
  onMenu: (row: FieldRow, place: MenuPlace) => void;
}

function Field({ row, onMenu }: FieldProps) {
  const { path, label, values } = row;
  const { shown } = shownText(label, LABEL_CHARS);
  return (
    <div className={styles.row} onContextMenu={(event) => onMenu(row, event)}>
      <dt className={styles.name} title={shownText(path, LABEL_CHARS * 4).shown}>
        <EvidenceText raw={label.slice(0, LABEL_CHARS)} />
      </dt>
      <dd className={styles.values}>
        {values.slice(0, MAX_VALUES).map((value, index) => (
          <span key={index} className={styles.value}>
            <LeafText value={value} />
          </span>
        ))}
        {values.length > MAX_VALUES && (
          <span className={styles.special}>{words.moreValues(countText(values.length - MAX_VALUES))}</span>
        )}
      </dd>
      <dd className={styles.acts}>
        <button
          type="button"
          className={styles.more}
          aria-haspopup="menu"
          aria-label={words.actsFor(shown)}
          onClick={(event) => {
            // By a key there is no pointer: the menu opens at the button.
            const { left, bottom } = event.currentTarget.getBoundingClientRect();
            onMenu(row, { clientX: left, clientY: bottom, preventDefault: () => undefined });
          }}
        >
          <EllipsisVertical size={14} aria-hidden="true" />
        </button>
      </dd>
    </div>
  );
}

/** What is no text, and text that shows nothing, looks apart from text: `null` is not "null". */
function LeafText({ value }: { value: Leaf }) {
  if (value === null) return <span className={styles.special}>{words.nothing}</span>;
  if (value === '') return <span className={styles.special}>{words.empty}</span>;
  if (typeof value === 'boolean') return <span className={styles.special}>{value ? words.yes : words.no}</span>;
  return <FoldedText raw={String(value)} />;
}

const rowCount = (groups: readonly FieldGroup[]): number => groups.reduce((sum, { rows }) => sum + rows.length, 0);

function firstRows(groups: readonly FieldGroup[], max: number): FieldGroup[] {
  let room = max;
  return groups.flatMap(({ id, rows }) => {
    const kept = rows.slice(0, room);
    room -= kept.length;
    return kept.length === 0 ? [] : [{ id, rows: kept }];
  });
}
