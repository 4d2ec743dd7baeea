/** The tables that checks ask for: what each is, what this case has of it, and a way to take one in. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './compliance-view.module.css';
import { ImportDialog } from './import-dialog.tsx';

export type InputState = OutputOf<'compliance.inputs'>[number];
const words = text.compliance.inputs;

export function InputsPanel() {
  const { handle, info } = useOpenCase();
  const [importing, setImporting] = useState<InputState>();
  const inputs = useQuery({
    queryKey: [handle, 'compliance', 'inputs'],
    queryFn: () => call('compliance.inputs', { handle }),
  });
  const mayAdd = info.readOnlyReason === undefined && ['lead', 'analyst'].includes(info.operator.role);
  const { columns } = words;
  return (
    <section className={styles['panel']} aria-label={words.label}>
      <PanelHeader title={words.label} note={words.lead} />
      {inputs.error !== null && <ErrorBanner error={inputs.error} />}
      {inputs.isPending && <Skeleton lines={6} />}
      {inputs.data === undefined ? null : (
        <DataTable
          label={words.label}
          rows={inputs.data}
          keyOf={({ table }) => table}
          columns={[
            {
              id: 'table',
              head: columns.table,
              isRowHead: true,
              cell: ({ title, says }) => (
                <>
                  {title} <span className={styles['small']}>{says}</span>
                </>
              ),
            },
            { id: 'needed', head: columns.needed, align: 'end', cell: ({ neededBy }) => countText(neededBy) },
            {
              id: 'rows',
              head: columns.rows,
              align: 'end',
              cell: ({ loaded }) => (loaded === null ? words.none : countText(loaded.rowCount)),
            },
            {
              id: 'from',
              head: columns.from,
              cell: ({ loaded }) => (loaded === null ? '–' : <EvidenceText raw={loaded.fileName} />),
            },
            {
              id: 'act',
              head: columns.act,
              cell: (one) => (
                <Button isDisabled={!mayAdd} aria-label={words.importOf(one.title)} onPress={() => setImporting(one)}>
                  {words.import}
                </Button>
              ),
            },
          ]}
        />
      )}
      {importing === undefined ? null : (
        <ImportDialog handle={handle} input={importing} onClose={() => setImporting(undefined)} />
      )}
    </section>
  );
}
