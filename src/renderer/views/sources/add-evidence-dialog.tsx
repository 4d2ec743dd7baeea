/** How what was chosen or dropped is to be read; nothing is added before this is confirmed. */
import { useState } from 'react';
import { FORMAT_IDS, type FormatId } from '../../../shared/format-ids.ts';
import { shownText } from '../../format/safe-text.ts';
import { isZone } from '../../format/time-text.ts';
import { text } from '../../i18n/text.ts';
import { type IngestOptions, useEvidence } from '../../stores/evidence.store.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './add-evidence-dialog.module.css';

const SHOWN_PATHS = 8;
const PATH_CHARS = 160;
const AUTO = 'auto';
const words = text.sources.options;

export function AddEvidenceDialog() {
  const chosen = useEvidence((state) => state.chosen);
  return chosen === undefined ? null : <Options paths={chosen.paths} />;
}

function Options({ paths }: { paths: readonly string[] }) {
  const [format, setFormat] = useState<FormatId | typeof AUTO>(AUTO);
  const [timeZone, setTimeZone] = useState('');
  const [year, setYear] = useState('');
  const [name, setName] = useState('');
  const [keeps, setKeeps] = useState(true);
  const [hashes, setHashes] = useState(false);
  const [again, setAgain] = useState(false);
  const zoneError = timeZone !== '' && !isZone(timeZone) ? words.badZone : undefined;
  const yearError = year !== '' && !isYear(year) ? words.badYear : undefined;
  const options: IngestOptions = {
    keepOriginals: keeps,
    ...(format === AUTO ? {} : { format }),
    ...(timeZone === '' ? {} : { timeZone }),
    ...(year === '' ? {} : { year: Number(year) }),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    ...(hashes ? { extraHashes: ['md5', 'sha1'] } : {}),
    ...(again ? { again } : {}),
  };
  const close = (): void => useEvidence.getState().choose(undefined);

  return (
    <Dialog
      title={words.title}
      isOpen
      onClose={close}
      footer={
        <Button
          variant="primary"
          isDisabled={zoneError !== undefined || yearError !== undefined}
          onPress={() => void useEvidence.getState().ingest(options)}
        >
          {words.submit}
        </Button>
      }
    >
      <div className={styles.form}>
        <section>
          <h3>{words.files(paths.length)}</h3>
          <ul className={styles.paths}>
            {paths.slice(0, SHOWN_PATHS).map((path) => (
              <li key={path}>
                <bdi>{shownText(path, PATH_CHARS).shown}</bdi>
              </li>
            ))}
            {paths.length > SHOWN_PATHS && <li>{words.files(paths.length - SHOWN_PATHS)}</li>}
          </ul>
        </section>
        <div className={styles.pair}>
          <SelectField
            label={words.format}
            value={format}
            onChange={setFormat}
            choices={[{ id: AUTO, label: words.formatAuto }, ...FORMAT_IDS.map((id) => ({ id, label: id }))]}
          />
          <TextField label={words.name} hint={words.nameHint} value={name} onChange={setName} />
          <TextField
            label={words.zone}
            hint={words.zoneHint}
            value={timeZone}
            onChange={setTimeZone}
            placeholder="Europe/Berlin"
            {...(zoneError === undefined ? {} : { error: zoneError })}
          />
          <TextField
            label={words.year}
            hint={words.yearHint}
            value={year}
            onChange={setYear}
            {...(yearError === undefined ? {} : { error: yearError })}
          />
        </div>
        <Checkbox isSelected={keeps} onChange={setKeeps}>
          {words.keep}
        </Checkbox>
        {!keeps && <p className={styles.hint}>{words.keepHint}</p>}
        <Checkbox isSelected={hashes} onChange={setHashes}>
          {words.hashes}
        </Checkbox>
        <Checkbox isSelected={again} onChange={setAgain}>
          {words.again}
        </Checkbox>
      </div>
    </Dialog>
  );
}

const isYear = (year: string): boolean => /^\d{4}$/u.test(year) && Number(year) >= 1601;
