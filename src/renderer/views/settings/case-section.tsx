/** Settings of the open case, shared by all its operators: each change is a record of the case. */
import { useState } from 'react';
import { QUICK_TAG_COUNT } from '../../../shared/contract/case-settings.contract.ts';
import { MAY_ADD } from '../../../shared/roles.ts';
import { tagName } from '../../../shared/contract/note-words.ts';
import type { Role } from '../../../shared/roles.ts';
import { allZones } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { useCaseSettings } from '../../stores/case-settings.store.ts';
import { type CaseInfo, useCase } from '../../stores/case.store.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ComboField } from '../../ui/combo-field.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './settings-view.module.css';

const words = text.settings.ofCase;
const NO_ZONE = 'none';
const ZONES = [{ id: NO_ZONE, label: words.noZone }, ...allZones().map((id) => ({ id, label: id }))];

export function CaseSection() {
  const handle = useCase((state) => state.handle);
  const info = useCase((state) => state.info);
  const quickTags = useCaseSettings((state) => state.quickTags);
  if (handle === undefined || info === undefined) return null;
  const refusal = refusalOf(info);
  return (
    <section className={styles['section']} aria-label={words.title}>
      <PanelHeader title={words.title} />
      <p className={styles['hint']}>{words.hint}</p>
      {refusal !== undefined && <Banner tone="info" title={refusal} />}
      <CaseZone handle={handle} isDisabled={refusal !== undefined} />
      {/* Begins anew where others were set meanwhile. */}
      <QuickTags
        key={JSON.stringify([handle, quickTags])}
        handle={handle}
        quickTags={quickTags}
        isDisabled={refusal !== undefined}
      />
    </section>
  );
}

function CaseZone({ handle, isDisabled }: { handle: string; isDisabled: boolean }) {
  const timeZone = useCaseSettings((state) => state.timeZone);
  const [failure, setFailure] = useState<unknown>();
  const change = (zone: string | null): void => {
    const wanted = zone === NO_ZONE ? null : zone;
    if (zone === null || wanted === timeZone) return;
    setFailure(undefined);
    useCaseSettings.getState().change(handle, { timeZone: wanted }).catch(setFailure);
  };
  return (
    <>
      {failure !== undefined && <ErrorBanner error={failure} />}
      <ComboField
        label={words.zone}
        hint={words.zoneHint}
        choices={ZONES}
        value={timeZone ?? NO_ZONE}
        onChange={change}
        isDisabled={isDisabled}
      />
    </>
  );
}

interface QuickTagsProps {
  handle: string;
  quickTags: readonly string[];
  isDisabled: boolean;
}

function QuickTags({ handle, quickTags, isDisabled }: QuickTagsProps) {
  const [typed, setTyped] = useState<readonly string[]>(quickTags);
  const [failure, setFailure] = useState<unknown>();
  const [isSaving, setSaving] = useState(false);
  const read = typed.map((name) => tagName.safeParse(name.trim()));
  const names = read.map(({ data }) => data);
  const errorOf = (index: number): string | undefined => {
    if (read[index]?.success !== true) return words.badTag;
    return names.indexOf(names[index]) === index ? undefined : words.sameTag;
  };
  const isFine = Array.from({ length: QUICK_TAG_COUNT }, (_, i) => errorOf(i)).every((error) => error === undefined);
  const isChanged = typed.some((name, i) => name.trim() !== quickTags[i]);
  const save = async (): Promise<void> => {
    setSaving(true);
    setFailure(undefined);
    try {
      await useCaseSettings.getState().change(handle, { quickTags: names.filter((name) => name !== undefined) });
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setSaving(false);
    }
  };
  return (
    <form
      className={styles['section']}
      onSubmit={(event) => {
        event.preventDefault();
        if (isFine && isChanged) void save();
      }}
    >
      <h3>{words.quickTags}</h3>
      <p className={styles['hint']}>{words.quickTagsHint}</p>
      <div className={styles['tags']}>
        {typed.map((name, index) => (
          <TextField
            key={index}
            label={words.key(index + 1)}
            value={name}
            onChange={(value) => setTyped(typed.with(index, value))}
            error={errorOf(index)}
            isDisabled={isDisabled}
          />
        ))}
      </div>
      {failure !== undefined && <ErrorBanner error={failure} />}
      <div className={styles['buttons']}>
        <Button type="submit" variant="primary" isPending={isSaving} isDisabled={isDisabled || !isFine || !isChanged}>
          {words.save}
        </Button>
        <Button isDisabled={!isChanged} onPress={() => setTyped(quickTags)}>
          {words.back}
        </Button>
      </div>
    </form>
  );
}

function refusalOf({ operator, readOnlyReason, bundle }: CaseInfo): string | undefined {
  if (bundle !== undefined) return text.openedBundle.refusal;
  const allowed: readonly Role[] = MAY_ADD;
  if (!allowed.includes(operator.role)) return words.role(operator.role);
  return readOnlyReason === undefined ? undefined : words.readOnly(readOnlyReason);
}
