/** Chooses one of the fields that the case holds, by typing a part of its name. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../../api/host.ts';
import { shortCount } from '../../../format/number-text.ts';
import { ComboField } from '../../../ui/combo-field.tsx';

interface FieldPickerProps {
  handle: string;
  logSize: number;
  label: string;
  onPick: (field: string) => void;
}

export const fieldsQuery = (handle: string, logSize: number) => ({
  queryKey: [handle, 'search.fields', logSize],
  queryFn: () => call('search.fields', { handle }),
});

export function FieldPicker({ handle, logSize, label, onPick }: FieldPickerProps) {
  const fields = useQuery(fieldsQuery(handle, logSize));
  const choices = (fields.data?.fields ?? []).map(({ name, eventCount }) => ({
    id: name,
    label: name,
    note: shortCount(eventCount),
  }));
  return (
    <ComboField
      label={label}
      isLabelHidden
      placeholder={label}
      choices={choices}
      value={null}
      isData
      onChange={(field) => {
        if (field !== null) onPick(field);
      }}
    />
  );
}
