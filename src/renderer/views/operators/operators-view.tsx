/** Everybody who has a key to the case; adding one; changing one's own passphrase. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { call } from '../../api/host.ts';
import { countText } from '../../format/number-text.ts';
import { shownText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AddOperatorDialog } from './add-operator-dialog.tsx';
import { ChangePassphraseDialog } from './change-passphrase-dialog.tsx';
import styles from './operators-view.module.css';

const NAME_CHARS = 100;
const words = text.operators;

export function OperatorsView() {
  const { handle, info } = useOpenCase();
  const client = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const queryKey = [handle, 'operator.list'];
  const operators = useQuery({ queryKey, queryFn: () => call('operator.list', { handle }) });
  const isWritable = info.readOnlyReason === undefined;

  return (
    <div className={styles.view}>
      <PanelHeader
        level={1}
        title={words.title}
        actions={
          <>
            <Button icon={<KeyRound size={15} />} isDisabled={!isWritable} onPress={() => setChanging(true)}>
              {words.change}
            </Button>
            <Button
              variant="primary"
              icon={<UserPlus size={15} />}
              isDisabled={!isWritable || info.operator.role !== 'lead'}
              onPress={() => setAdding(true)}
            >
              {words.add}
            </Button>
          </>
        }
      />
      <p className={styles.lead}>{words.lead}</p>
      {operators.error !== null && <ErrorBanner error={operators.error} />}
      {operators.isPending && <Skeleton lines={3} />}
      {operators.data !== undefined && (
        <DataTable
          label={words.title}
          rows={operators.data}
          keyOf={({ operatorId }) => operatorId}
          columns={[
            {
              id: 'id',
              head: words.columns.id,
              isRowHead: true,
              isData: true,
              cell: ({ operatorId }) => (
                <>
                  {operatorId} {operatorId === info.operator.operatorId && <Badge tone="info">{words.you}</Badge>}
                </>
              ),
            },
            { id: 'name', head: words.columns.name, cell: ({ name }) => shownText(name, NAME_CHARS).shown },
            { id: 'role', head: words.columns.role, cell: ({ role }) => words.roles[role] },
            { id: 'key', head: words.columns.key, isData: true, cell: ({ vkey }) => <EvidenceText raw={vkey} /> },
            { id: 'since', head: words.columns.since, align: 'end', cell: ({ since }) => countText(since) },
          ]}
        />
      )}
      {isAdding && (
        <AddOperatorDialog
          handle={handle}
          onClose={() => setAdding(false)}
          onAdded={() => void client.invalidateQueries({ queryKey })}
        />
      )}
      {isChanging && <ChangePassphraseDialog handle={handle} onClose={() => setChanging(false)} />}
    </div>
  );
}
