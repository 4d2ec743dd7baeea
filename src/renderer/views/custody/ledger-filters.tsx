/** What of the ledger is shown, in which order; and copying or printing just that. */
import { ArrowDownUp, Copy, Printer } from 'lucide-react';
import { useState } from 'react';
import { visibleText } from '../../format/safe-text.ts';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-button.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import styles from './custody-view.module.css';
import { type LedgerEntry, type LedgerFilter, ledgerText } from './ledger.ts';
import { PrintedLedger } from './printed-ledger.tsx';

const words = text.custody;
const EVERYBODY = '*';
const NOBODY = '-';

export const kindText = (kind: string): string => words.kinds[kind] ?? visibleText(kind);

interface LedgerFiltersProps {
  entries: readonly LedgerEntry[];
  shown: readonly LedgerEntry[];
  filter: LedgerFilter;
  onFilter: (filter: LedgerFilter) => void;
  isNewestFirst: boolean;
  onNewestFirst: (isNewestFirst: boolean) => void;
}

export function LedgerFilters(props: LedgerFiltersProps) {
  const { entries, shown, filter, onFilter, isNewestFirst, onNewestFirst } = props;
  const [isPrinting, setPrinting] = useState(false);
  const kinds = countBy(entries.map(({ record }) => record.kind));
  const people = countBy(entries.map(({ who }) => who));
  const ordered = isNewestFirst ? shown.toReversed() : shown;
  return (
    <section className={styles['filters']} aria-label={words.filters.label}>
      <SelectField
        label={words.filters.kind}
        isInline
        value={filter.kind}
        onChange={(kind) => onFilter({ ...filter, kind })}
        choices={[
          { id: 'acts', label: words.filters.acts },
          { id: 'all', label: words.filters.all, note: countText(entries.length) },
          ...kinds.map(([id, count]) => ({ id, label: kindText(id), note: countText(count) })),
        ]}
      />
      <SelectField
        label={words.filters.who}
        isInline
        value={filter.who ?? EVERYBODY}
        onChange={(who) => onFilter({ ...filter, who: who === EVERYBODY ? undefined : who })}
        choices={[
          { id: EVERYBODY, label: words.filters.everybody },
          ...people.map(([id, count]) => ({
            id,
            label: id === NOBODY ? words.filters.nobody : visibleText(id),
            note: countText(count),
          })),
        ]}
      />
      <div className={styles['find']}>
        <SearchField
          label={words.filters.find}
          value={filter.find}
          onChange={(find) => onFilter({ ...filter, find })}
        />
      </div>
      <Button variant="quiet" icon={<ArrowDownUp size={14} />} onPress={() => onNewestFirst(!isNewestFirst)}>
        {isNewestFirst ? words.filters.newest : words.filters.oldest}
      </Button>
      <output className={styles['count']}>{words.shown(shown.length, entries.length)}</output>
      <MenuButton
        label={words.copy}
        groups={[
          {
            id: 'copy',
            acts: [
              {
                id: 'text',
                label: words.copyText,
                icon: <Copy size={14} />,
                run: () => void copyText(ledgerText(ordered, visibleText), words.copyWhat),
              },
              {
                id: 'json',
                label: words.copyJson,
                icon: <Copy size={14} />,
                run: () => void copyText(jsonOf(ordered), words.copyWhat),
              },
            ],
          },
        ]}
      />
      <Button variant="quiet" icon={<Printer size={14} />} onPress={() => setPrinting(true)}>
        {words.print}
      </Button>
      {isPrinting && <PrintedLedger entries={ordered} filter={filter} onEnd={() => setPrinting(false)} />}
    </section>
  );
}

const jsonOf = (entries: readonly LedgerEntry[]): string =>
  JSON.stringify(
    entries.map(({ record }) => record),
    undefined,
    2,
  );

/** Each value once, by name, with how often it is there. */
function countBy(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => a.localeCompare(b));
}
