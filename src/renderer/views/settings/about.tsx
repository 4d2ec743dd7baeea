/** What runs here, what it may reach, and whose work is in it. */
import { useWorkstationInfo } from '../../api/workstation-info.ts';
import { text } from '../../i18n/text.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { LIBRARIES } from './libraries.ts';
import styles from './settings-view.module.css';

const words = text.settings;

export function Network() {
  const airGap = useWorkstationInfo()?.airGap;
  const state = airGap === undefined ? words.airGapUnknown : airGap ? words.airGapOn : words.airGapOff;
  return (
    <section className={styles['section']}>
      <PanelHeader title={words.network} />
      <p>{state}</p>
      <p className={styles['hint']}>{words.airGapText}</p>
    </section>
  );
}

export function About() {
  const info = useWorkstationInfo();
  return (
    <section className={styles['section']}>
      <PanelHeader title={words.about} />
      <KeyValues
        pairs={[
          { name: words.version, value: info === undefined ? '' : `${info.name} ${info.version}` },
          { name: words.platform, value: info?.platform ?? '' },
          { name: words.shell, value: info === undefined ? '' : words.shells[info.shell] },
          { name: words.licence, value: 'MIT' },
        ]}
      />
      <PanelHeader level={3} title={words.libraries} />
      <div className={styles['libraries']}>
        <DataTable
          label={words.libraries}
          rows={LIBRARIES}
          keyOf={(row) => row.name}
          columns={[
            { id: 'name', head: words.libraryHeads.name, isRowHead: true, cell: (row) => row.name },
            { id: 'version', head: words.libraryHeads.version, isData: true, cell: (row) => row.version },
            { id: 'licence', head: words.libraryHeads.licence, cell: (row) => row.licence },
          ]}
        />
      </div>
    </section>
  );
}
