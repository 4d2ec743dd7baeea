/** All shortcuts that work now, by group, and the switch for those of a single key. */
import { type Command, isSingleKey } from '../../commands/command.ts';
import { useRegistry } from '../../commands/registry.ts';
import { text } from '../../i18n/text.ts';
import { useOverlay } from '../../stores/overlay.store.ts';
import { useSettings } from '../../stores/settings.store.ts';
import { cx } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { Switch } from '../../ui/switch.tsx';
import styles from './shortcut-sheet.module.css';

const words = text.commands;
const GROUPS = Object.keys(words.groups) as readonly Command['group'][];

export function ShortcutSheet() {
  const hide = useOverlay((state) => state.hide);
  const commands = useRegistry((state) => state.commands);
  const singleKeys = useSettings((state) => state.singleKeys);
  const change = useSettings((state) => state.change);
  const withKeys = commands.filter(({ keys = [] }) => keys.length > 0);
  return (
    <Dialog title={words.shortcuts} isOpen onClose={hide} closesOutside size="large">
      <div className={styles['switch']}>
        <Switch isSelected={singleKeys} onChange={(isOn) => change({ singleKeys: isOn })}>
          {words.singleKeys}
        </Switch>
        <p className={styles['hint']}>{words.singleKeysHint}</p>
      </div>
      <div className={styles['groups']}>
        {GROUPS.filter((group) => withKeys.some((command) => command.group === group)).map((group) => (
          <section key={group} className={styles['group']}>
            <h3 className={styles['title']}>{words.groups[group]}</h3>
            <dl>
              {withKeys
                .filter((command) => command.group === group)
                .map(({ id, title, keys = [] }) => (
                  <div key={id} className={styles['row']}>
                    <dt>{title}</dt>
                    <dd className={styles['keys']}>
                      {keys.map((each) => (
                        <span key={each} className={cx(!singleKeys && isSingleKey(each) && styles['off'])}>
                          <KeyHint keys={each} />
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
