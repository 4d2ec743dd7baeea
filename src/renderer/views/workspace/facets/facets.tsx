/**
 * The values of a few fields with their counts, each a way into, out of or around the result.
 *
 * A facet asks only while it is open; what was not asked shows no number.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { call } from '../../../api/host.ts';
import { countText, shortCount } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useWorkspace, workspaceNow } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { shortPath, useFieldWords } from '../field-words.ts';
import { askedOf, type Question } from '../question.ts';
import { afterRows } from '../rows-first.ts';
import { filterInTab } from '../tabs/tab-acts.ts';
import { FieldPicker } from './field-picker.tsx';
import styles from './facets.module.css';

const DEFAULT_FIELDS = ['severity', 'type', 'source', 'user', 'host', 'ip'];
const OPEN_AT_FIRST = 4;
const FEW_VALUES = 8;
const MANY_VALUES = 50;
const VALUE_CHARS = 120;
const PATH_CHARS = 26;
const words = text.workspace.facets;

export function Facets({ question }: { question: Question }) {
  const [fields, setFields] = useState<readonly string[]>(DEFAULT_FIELDS);
  const add = (field: string): void => setFields([...fields.filter((each) => each !== field), field]);
  return (
    <section className={styles.facets} aria-label={words.label}>
      {fields.map((field, index) => (
        <Facet
          key={field}
          field={field}
          question={question}
          startsOpen={index < OPEN_AT_FIRST || index >= DEFAULT_FIELDS.length}
          onClose={() => setFields(fields.filter((each) => each !== field))}
        />
      ))}
      <FieldPicker handle={question.handle} logSize={question.logSize} label={words.addField} onPick={add} />
    </section>
  );
}

interface FacetProps {
  field: string;
  question: Question;
  startsOpen: boolean;
  onClose: () => void;
}

function Facet({ field, question, startsOpen, onClose }: FacetProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  const [limit, setLimit] = useState(FEW_VALUES);
  const top = useQuery({
    queryKey: [question.handle, 'search.top', field, question, limit],
    queryFn: () => afterRows(question, () => call('search.top', { ...askedOf(question), field, limit })),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const wordsOf = useFieldWords(question.handle, question.logSize);
  const values = top.data?.values ?? [];
  const most = values[0]?.count ?? 1;
  const Arrow = isOpen ? ChevronDown : ChevronRight;
  return (
    <section className={styles.facet}>
      <h3 className={styles.head}>
        <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Arrow size={14} aria-hidden="true" />
          <span className={styles.name}>{field}</span>
          {top.data !== undefined && isOpen && (
            <span className={styles.count} title={words.present(countText(top.data.presentCount))}>
              {shortCount(top.data.presentCount)}
            </span>
          )}
        </button>
        <IconButton label={words.remove(field)} icon={<X size={12} />} size="small" onPress={onClose} />
      </h3>
      {isOpen && (
        <div className={top.isPlaceholderData ? styles.stale : undefined}>
          {top.isPending && <Skeleton lines={4} />}
          {top.error !== null && <ErrorBanner error={top.error} />}
          {top.data !== undefined && values.length === 0 && <p className={styles.empty}>{words.empty}</p>}
          <ul>
            {values.map(({ value, count }) => (
              <FacetValue
                key={value}
                field={field}
                value={value}
                said={wordsOf(field, value)}
                count={count}
                share={count / most}
              />
            ))}
          </ul>
          {values.length >= limit && limit < MANY_VALUES && (
            <Button variant="quiet" onPress={() => setLimit(MANY_VALUES)}>
              {words.more}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

interface FacetValueProps {
  field: string;
  value: string;
  /** The value in words. */
  said: string;
  count: number;
  /** Of the most frequent value, 0 to 1. */
  share: number;
}

function FacetValue({ field, value, said, count, share }: FacetValueProps) {
  const { addFilter, onlyFilter, removeFilter } = workspaceNow();
  const chosen = useWorkspace(
    (state) => state.filters.find((each) => each.field === field && each.value === value)?.mode,
  );
  const isEmpty = said === '';
  const shown = isEmpty ? words.noText : shownText(said, VALUE_CHARS).shown;
  const toggle = (mode: 'include' | 'exclude'): void =>
    chosen === mode ? removeFilter({ field, value, mode }) : addFilter({ field, value, mode });
  const inTab = (): void => filterInTab({ field, value, mode: 'include' });
  return (
    <li className={styles.value} data-chosen={chosen}>
      <button
        type="button"
        className={styles.pick}
        aria-pressed={chosen === 'include'}
        title={shown}
        onClick={({ ctrlKey, metaKey }) => (ctrlKey || metaKey ? inTab() : toggle('include'))}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || (!event.ctrlKey && !event.metaKey)) return;
          event.preventDefault();
          inTab();
        }}
      >
        <span className={styles.bar} style={{ inlineSize: `${Math.max(1, share * 100)}%` }} aria-hidden="true" />
        <span className={isEmpty ? `${styles.text} ${styles.noText}` : styles.text}>
          {said === value ? shown : shortPath(shown, PATH_CHARS)}
        </span>
        <span className={styles.count} title={countText(count)}>
          {shortCount(count)}
        </span>
      </button>
      <span className={styles.acts}>
        <button
          type="button"
          aria-pressed={chosen === 'exclude'}
          title={words.exclude(shown)}
          onClick={() => toggle('exclude')}
        >
          {words.excludeShort}
        </button>
        <button type="button" title={words.only(shown)} onClick={() => onlyFilter({ field, value, mode: 'include' })}>
          {words.onlyShort}
        </button>
        <button type="button" title={words.inTab(shown)} aria-label={words.inTab(shown)} onClick={inTab}>
          <Plus size={13} aria-hidden="true" />
        </button>
      </span>
    </li>
  );
}
