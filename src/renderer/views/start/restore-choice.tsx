/** A folder that does not go on from what this workstation saw: what can be done, and the reason of whoever goes on with it. */
import { text } from '../../i18n/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { TextField } from '../../ui/text-field.tsx';

const words = text.marks.restore;

export function RestoreChoice({ reason, onChange }: { reason: string; onChange: (reason: string) => void }) {
  return (
    <>
      <Banner tone="warn" title={words.rolled}>
        {words.look}
      </Banner>
      <TextField
        label={words.reason}
        hint={words.reasonHint}
        lines={2}
        value={reason}
        onChange={onChange}
        maxLength={2000}
      />
    </>
  );
}
