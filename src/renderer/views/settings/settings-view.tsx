/** Settings of this person on this machine. Each holds at once and is kept at once; nothing has to be confirmed. */
import { text } from '../../i18n/text.ts';
import { type Density, DENSITIES, type Theme, THEMES, useSettings } from '../../stores/settings.store.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { Switch } from '../../ui/switch.tsx';
import { About, Network } from './about.tsx';
import { CaseSection } from './case-section.tsx';
import styles from './settings-view.module.css';
import { ZoneField } from './zone-field.tsx';

const words = text.settings;

export function SettingsView() {
  const { theme, density, singleKeys, problem, change, replaceBroken } = useSettings();
  return (
    <div className={styles['page']}>
      <div className={styles['column']}>
        <PanelHeader level={1} title={words.title} />
        {problem === undefined ? null : (
          <Banner tone="warn" title={words.notKept} action={<Button onPress={replaceBroken}>{words.replace}</Button>}>
            {words.notKeptText(problem)}
          </Banner>
        )}
        <section className={styles['section']}>
          <PanelHeader title={words.look} />
          <SelectField<Theme>
            label={words.theme}
            value={theme}
            onChange={(chosen) => change({ theme: chosen })}
            choices={THEMES.map((id) => ({ id, label: text.app.themes[id] }))}
          />
          <SelectField<Density>
            label={words.density}
            value={density}
            onChange={(chosen) => change({ density: chosen })}
            choices={DENSITIES.map((id) => ({ id, label: words.densities[id] }))}
          />
        </section>
        <section className={styles['section']}>
          <PanelHeader title={words.times} />
          <ZoneField />
        </section>
        <section className={styles['section']}>
          <PanelHeader title={words.keys} />
          <Switch isSelected={singleKeys} onChange={(isOn) => change({ singleKeys: isOn })}>
            {words.singleKeys}
          </Switch>
          <p className={styles['hint']}>{words.singleKeysHint}</p>
        </section>
        <CaseSection />
        <Network />
        <About />
      </div>
    </div>
  );
}
