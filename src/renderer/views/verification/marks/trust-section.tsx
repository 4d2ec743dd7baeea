/** Whom this workstation trusts to vouch for cases: what makes a mark a confirmation here. A lead says so, and it is recorded. */
import { useQuery } from '@tanstack/react-query';
import { ShieldCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { MAY_LEAD } from '../../../../shared/roles.ts';
import { call } from '../../../api/host.ts';
import { shownText, visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useCase, useOpenCase } from '../../../stores/case.store.ts';
import { AlertDialog } from '../../../ui/alert-dialog.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { PanelHeader } from '../../../ui/panel-header.tsx';
import { TimeText } from '../../../ui/time-text.tsx';
import styles from './marks.module.css';
import { TrustDialog } from './trust-dialog.tsx';

const words = text.marks.trust;
const NAME_CHARS = 120;
type Trusted = OutputOf<'mark.trusted'>['trusted'][number];

export function TrustSection() {
  const { handle, info } = useOpenCase();
  const [isAdding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Trusted>();
  const [failure, setFailure] = useState<unknown>();
  const { data, error } = useQuery({
    // What is trusted is recorded: the log grows with it.
    queryKey: [handle, 'mark.trusted', info.recordCount],
    queryFn: () => call('mark.trusted', { handle }),
  });
  const roles: readonly string[] = MAY_LEAD;
  const mayTrust = roles.includes(info.operator.role) && info.readOnlyReason === undefined;
  const end = async ({ kind, id }: Trusted): Promise<void> => {
    setFailure(undefined);
    try {
      await call('mark.distrust', { handle, kind, id });
      await useCase.getState().refresh();
    } catch (thrown) {
      setFailure(thrown);
    }
  };
  return (
    <section className={styles['section']} aria-label={words.title}>
      <PanelHeader
        title={words.title}
        actions={
          <Button icon={<ShieldCheck size={15} />} isDisabled={!mayTrust} onPress={() => setAdding(true)}>
            {words.add}
          </Button>
        }
      />
      <p className={styles['hint']}>{mayTrust ? words.lead : `${words.lead} ${words.onlyLead}`}</p>
      {error === null ? null : <ErrorBanner error={error} />}
      {failure === undefined ? null : <ErrorBanner error={failure} />}
      {data === undefined || data.problem === null ? null : (
        <Banner tone="bad" title={words.problem}>
          {visibleText(data.problem)}
        </Banner>
      )}
      {data === undefined ? null : (
        <DataTable
          label={words.list}
          rows={data.trusted}
          keyOf={({ kind, id }) => `${kind} ${id}`}
          empty={<p>{words.none}</p>}
          columns={[
            { id: 'kind', head: words.columns.kind, cell: ({ kind }) => words.kinds[kind].label },
            { id: 'name', head: words.columns.name, isRowHead: true, cell: ({ name }) => <EvidenceText raw={name} /> },
            { id: 'id', head: words.columns.id, isData: true, cell: ({ id }) => <EvidenceText raw={id} /> },
            { id: 'since', head: words.columns.since, cell: ({ since }) => <TimeText timestamp={since} /> },
            {
              id: 'end',
              head: words.columns.end,
              cell: (trusted) => (
                <IconButton
                  label={words.remove(shownText(trusted.name, NAME_CHARS).shown)}
                  icon={<Trash2 size={15} />}
                  size="small"
                  isDisabled={!mayTrust}
                  onPress={() => setEnding(trusted)}
                />
              ),
            },
          ]}
        />
      )}
      {isAdding && <TrustDialog onClose={() => setAdding(false)} />}
      <AlertDialog
        title={words.removeTitle}
        isOpen={ending !== undefined}
        actLabel={words.removeAct}
        isDanger
        onAct={() => {
          if (ending !== undefined) void end(ending);
          setEnding(undefined);
        }}
        onClose={() => setEnding(undefined)}
      >
        {words.removeText(shownText(ending?.name ?? '', NAME_CHARS).shown)}
      </AlertDialog>
    </section>
  );
}
