/** Chooses the zone in which times are shown, out of all that the platform knows. */
import { allZones } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { CASE_ZONE } from '../../stores/case-settings.store.ts';
import { useSettings } from '../../stores/settings.store.ts';
import { ComboField } from '../../ui/combo-field.tsx';

const CHOICES = [{ id: CASE_ZONE, label: text.settings.caseZone }, ...allZones().map((id) => ({ id, label: id }))];

export function ZoneField() {
  const displayZone = useSettings((state) => state.displayZone);
  const change = useSettings((state) => state.change);
  return (
    <ComboField
      label={text.settings.zone}
      hint={text.settings.zoneHint}
      choices={CHOICES}
      value={displayZone}
      onChange={(zone) => {
        if (zone !== null) change({ displayZone: zone });
      }}
    />
  );
}
