/** Everybody who has or had a key to the case, how its keys stand, and every act on them. */
import { FileKey, KeyRound, RefreshCw, UserMinus, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { countText } from '../../format/number-text.ts';
import { shownText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AddOperatorDialog } from './add-operator-dialog.tsx';
import { ChangeDataKeyDialog } from './change-data-key-dialog.tsx';
import { ChangePassphraseDialog } from './change-passphrase-dialog.tsx';
import { KeyStatePanel } from './key-state.tsx';
import { RecoveryDialog } from './recovery-dialog.tsx';
import { RemoveOperatorDialog } from './remove-operator-dialog.tsx';
import { type Operators, useOperators } from './use-operators.ts';
import styles from './operators-view.module.css';

const NAME_CHARS = 100;
const words = text.operators;

export function OperatorsView() {
  const { handle, info } = useOpenCase();
  const { operators, keys, refresh } = useOperators();
  const [isAdding, setAdding] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const [isRekeying, setRekeying] = useState(false);
  const [isRecovering, setRecovering] = useState(false);
  const [leaving, setLeaving] = useState<Operators[number]>();
  const isWritable = info.readOnlyReason === undefined;
  const mayLead = isWritable && info.operator.role === 'lead';

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
            <Button icon={<RefreshCw size={15} />} isDisabled={!mayLead} onPress={() => setRekeying(true)}>
              {words.dataKey.open}
            </Button>
            <Button icon={<FileKey size={15} />} isDisabled={!mayLead} onPress={() => setRecovering(true)}>
              {words.recovery.open}
            </Button>
            <Button
              variant="primary"
              icon={<UserPlus size={15} />}
              isDisabled={!mayLead}
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
          keyOf={({ vkey }) => vkey}
          columns={[
            {
              id: 'id',
              head: words.columns.id,
              isRowHead: true,
              isData: true,
              cell: ({ operatorId, vkey, until }) => (
                <>
                  {operatorId} {vkey === info.operator.vkey && <Badge tone="info">{words.you}</Badge>}
                  {until !== undefined && <Badge tone="plain">{words.ended(until)}</Badge>}
                </>
              ),
            },
            { id: 'name', head: words.columns.name, cell: ({ name }) => shownText(name, NAME_CHARS).shown },
            { id: 'role', head: words.columns.role, cell: ({ role }) => words.roles[role] },
            { id: 'key', head: words.columns.key, isData: true, cell: ({ vkey }) => <EvidenceText raw={vkey} /> },
            { id: 'since', head: words.columns.since, align: 'end', cell: ({ since }) => countText(since) },
            {
              id: 'acts',
              head: words.columns.acts,
              cell: (operator) =>
                mayLead && operator.until === undefined && operator.operatorId !== info.operator.operatorId ? (
                  <IconButton
                    icon={<UserMinus size={15} />}
                    label={words.remove.open(shownText(operator.name, NAME_CHARS).shown)}
                    onPress={() => setLeaving(operator)}
                  />
                ) : null,
            },
          ]}
        />
      )}
      {keys.error !== null && <ErrorBanner error={keys.error} />}
      {keys.data !== undefined && <KeyStatePanel keys={keys.data} />}
      {isRekeying && (
        <ChangeDataKeyDialog
          handle={handle}
          operators={operators.data ?? []}
          onClose={() => setRekeying(false)}
          onDone={refresh}
        />
      )}
      {isRecovering && (
        <RecoveryDialog
          handle={handle}
          operators={operators.data ?? []}
          onClose={() => setRecovering(false)}
          onDone={refresh}
        />
      )}
      {leaving !== undefined && (
        <RemoveOperatorDialog
          handle={handle}
          operator={leaving}
          operators={operators.data ?? []}
          onClose={() => setLeaving(undefined)}
          onDone={refresh}
        />
      )}
      {isAdding && <AddOperatorDialog handle={handle} onClose={() => setAdding(false)} onAdded={refresh} />}
      {isChanging && <ChangePassphraseDialog handle={handle} onClose={() => setChanging(false)} />}
    </div>
  );
}
