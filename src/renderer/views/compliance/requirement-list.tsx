/** Requirements of one framework, the gravest verdict first; one verdict at a time where a person wants it so. */
import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { VERDICTS } from '../../../shared/compliance-words.ts';
import { text } from '../../i18n/text.ts';
import { SelectField } from '../../ui/select-field.tsx';
import type { Assessment } from './compliance-view.tsx';
import styles from './compliance-view.module.css';
import { type RequirementVerdict, VerdictBadge } from './verdict-badge.tsx';

const words = text.compliance.requirements;

interface RequirementListProps {
  card: Assessment['cards'][number];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

export function RequirementList({ card, chosen, onChoose }: RequirementListProps) {
  const [verdict, setVerdict] = useState<RequirementVerdict | 'all'>('all');
  const rows = card.requirements
    .filter((one) => verdict === 'all' || one.verdict === verdict)
    .toSorted((one, two) => VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(two.verdict));
  return (
    <section className={styles['requirements']} aria-label={words.label(card.name)}>
      <SelectField
        label={words.filter}
        isInline
        value={verdict}
        onChange={setVerdict}
        choices={[
          { id: 'all' as const, label: words.all },
          ...VERDICTS.map((id) => ({ id, label: `${text.compliance.verdicts[id]} (${card.verdicts[id]})` })),
        ]}
      />
      <ListBox
        aria-label={words.label(card.name)}
        className={styles['list'] ?? ''}
        selectionMode="single"
        selectedKeys={chosen === undefined ? [] : [chosen]}
        onSelectionChange={(keys) => {
          const [id] = keys === 'all' ? [] : keys;
          if (id !== undefined) onChoose(String(id));
        }}
        items={rows}
        renderEmptyState={() => words.none}
      >
        {(one) => (
          <ListBoxItem id={one.id} textValue={`${one.id} ${one.title}`} className={styles['requirement'] ?? ''}>
            <span className={styles['rowId']}>{one.id}</span>
            <span className={styles['rowTitle']}>{one.title}</span>
            <VerdictBadge verdict={one.verdict} />
            {one.exceptions > 0 && <span className={styles['small']}>{words.exceptions(one.exceptions)}</span>}
          </ListBoxItem>
        )}
      </ListBox>
    </section>
  );
}
