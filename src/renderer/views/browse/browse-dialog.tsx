/**
 * Chooses files, folders or a place to save on the machine that the host runs on: a browser can't show those.
 *
 * Trust: names are hostile text.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CornerLeftUp, File, FileCheck2, Folder, FolderLock } from 'lucide-react';
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { countText, sizeText } from '../../format/number-text.ts';
import { shownText } from '../../format/safe-text.ts';
import { clockText, utcClock } from '../../format/time-text.ts';
import { text } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './browse-dialog.module.css';

type Listing = OutputOf<'workstation.browse'>;
type Entry = Listing['entries'][number];
type Purpose = 'case' | 'evidence' | 'folder' | 'save' | 'bundle';

const NAME_CHARS = 120;
const words = text.browse;

interface BrowseDialogProps {
  purpose: Purpose;
  isOpen: boolean;
  /** In place of the purpose's own words. */
  title?: string;
  submit?: string;
  /** For `save`: the name that is offered. */
  fileName?: string;
  onClose: () => void;
  /** Absolute paths; one, but for evidence. */
  onChoose: (paths: string[]) => void;
}

export function BrowseDialog({ isOpen, ...props }: BrowseDialogProps) {
  const { purpose, title = words.titles[purpose], submit = words.choose[purpose], fileName = '' } = props;
  return isOpen ? <Browser {...props} title={title} submit={submit} fileName={fileName} /> : null;
}

function Browser({ purpose, title, submit, fileName, onClose, onChoose }: Required<Omit<BrowseDialogProps, 'isOpen'>>) {
  const [dir, setDir] = useState<string>();
  const [typed, setTyped] = useState<string>();
  const [name, setName] = useState(fileName);
  const [showHidden, setShowHidden] = useState(false);
  const [pages, setPages] = useState(1);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const listing = useQuery({
    queryKey: ['workstation.browse', purpose, dir, showHidden, pages],
    queryFn: () => browse({ purpose, dir, showHidden, pages }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  const shown = listing.data;
  const enter = (next: string): void => {
    setDir(next);
    setTyped(undefined);
    setPages(1);
    setTicked(new Set());
  };
  const pick = (entry: Entry): void => {
    if (entry.isCase && purpose === 'case') onChoose([entry.path]);
    else if (purpose === 'bundle' && entry.isBundle === true) onChoose([entry.path]);
    else if (entry.kind === 'folder') enter(entry.path);
    else if (purpose === 'evidence') setTicked(toggled(ticked, entry.path));
    else if (purpose === 'save') setName(entry.name);
  };
  const separator = shown?.dir.includes('\\') === true ? '\\' : '/';
  const chosen = chosenPaths({ purpose, shown, ticked, name, separator });

  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      size="large"
      footer={
        <>
          {purpose === 'evidence' && shown !== undefined && (
            <Button onPress={() => onChoose([shown.dir])}>{words.chooseFolder}</Button>
          )}
          <Button variant="primary" isDisabled={chosen === undefined} onPress={() => onChoose(chosen ?? [])}>
            {submit}
          </Button>
        </>
      }
    >
      <div className={styles.browser}>
        <nav className={styles.places} aria-label={words.places}>
          {shown?.places.map((place) => (
            <Button key={place.dir} variant="quiet" onPress={() => enter(place.dir)}>
              {shownText(place.name, NAME_CHARS).shown}
            </Button>
          ))}
        </nav>
        <div className={styles.main}>
          <form
            className={styles.path}
            onSubmit={(event) => {
              event.preventDefault();
              if (typed !== undefined && typed !== '') enter(typed);
            }}
          >
            <IconButton
              label={words.up}
              icon={<CornerLeftUp size={15} />}
              isDisabled={shown?.parent === null || shown === undefined}
              onPress={() => enter(shown?.parent ?? '')}
            />
            <div className={styles.grow}>
              <TextField
                label={words.path}
                isLabelHidden
                isData
                value={typed ?? shown?.dir ?? ''}
                onChange={setTyped}
              />
            </div>
            <Button type="submit">{words.go}</Button>
            <Checkbox isSelected={showHidden} onChange={setShowHidden}>
              {words.hidden}
            </Checkbox>
          </form>
          {listing.error !== null && <ErrorBanner error={listing.error} />}
          {listing.isPending && <Skeleton lines={6} />}
          {shown !== undefined && (
            <ul className={styles.entries}>
              {shown.entries.length === 0 && <li className={styles.empty}>{words.empty}</li>}
              {shown.entries.map((entry) => (
                <EntryRow
                  key={entry.path}
                  entry={entry}
                  isTicked={ticked.has(entry.path)}
                  {...(purpose === 'evidence' ? { onTick: () => setTicked(toggled(ticked, entry.path)) } : {})}
                  onPick={() => pick(entry)}
                />
              ))}
              {shown.next !== null && (
                <li>
                  <Button variant="quiet" onPress={() => setPages(pages + 1)}>
                    {words.more(countText(shown.entries.length), countText(shown.entryCount))}
                  </Button>
                </li>
              )}
            </ul>
          )}
          {purpose === 'save' && (
            <>
              <TextField label={words.fileName} isData value={name} onChange={setName} />
              {shown?.canWrite === false && <p className={styles.warn}>{words.readOnly}</p>}
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}

interface EntryRowProps {
  entry: Entry;
  isTicked: boolean;
  onTick?: () => void;
  onPick: () => void;
}

function EntryRow({ entry, isTicked, onTick, onPick }: EntryRowProps) {
  const { shown } = shownText(entry.name, NAME_CHARS);
  const Icon = entry.isCase
    ? FolderLock
    : entry.isBundle === true
      ? FileCheck2
      : entry.kind === 'folder'
        ? Folder
        : File;
  return (
    <li className={styles.entry}>
      {onTick !== undefined && <Checkbox isSelected={isTicked} onChange={onTick} aria-label={words.select(shown)} />}
      <button type="button" className={styles.name} onClick={onPick}>
        <Icon size={15} aria-hidden="true" />
        <bdi className={styles.label}>{shown}</bdi>
        {entry.isCase && <span className={styles.note}>{words.isCase}</span>}
        {entry.isBundle === true && <span className={styles.note}>{words.isBundle}</span>}
        {entry.problem !== undefined && <span className={styles.warn}>{entry.problem}</span>}
      </button>
      <span className={styles.size}>{entry.sizeBytes === null ? '' : sizeText(entry.sizeBytes)}</span>
      <span className={styles.changed}>
        {entry.mtime === null ? '' : clockText(utcClock(entry.mtime)).slice(0, 'YYYY-MM-DD hh:mm'.length)}
      </span>
    </li>
  );
}

interface Asked {
  purpose: Purpose;
  dir: string | undefined;
  showHidden: boolean;
  pages: number;
}

/** All pages up to the wanted one, as one listing. */
async function browse({ purpose, dir, showHidden, pages }: Asked): Promise<Listing> {
  let listing: Listing | undefined;
  for (let page = 0; page < pages; page++) {
    const next: Listing = await call('workstation.browse', {
      wants: purpose,
      showHidden,
      ...(dir === undefined ? {} : { dir }),
      ...(listing?.next === undefined || listing.next === null ? {} : { after: listing.next }),
    });
    listing = listing === undefined ? next : { ...next, entries: [...listing.entries, ...next.entries] };
    if (listing.next === null) break;
  }
  if (listing === undefined) throw new Error('no page was asked for');
  return listing;
}

function toggled(set: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(path)) next.add(path);
  return next;
}

interface Choice {
  purpose: Purpose;
  shown: Listing | undefined;
  ticked: ReadonlySet<string>;
  name: string;
  separator: string;
}

function chosenPaths({ purpose, shown, ticked, name, separator }: Choice): string[] | undefined {
  if (shown === undefined) return undefined;
  switch (purpose) {
    case 'case':
      return shown.isCase ? [shown.dir] : undefined;
    case 'bundle':
      return shown.isBundle === true ? [shown.dir] : undefined;
    case 'folder':
      return [shown.dir];
    case 'evidence':
      return ticked.size === 0 ? undefined : [...ticked];
    case 'save': {
      const isName = name.trim() !== '' && !/[/\\]/u.test(name);
      return isName && shown.canWrite ? [joinPath(shown.dir, name.trim(), separator)] : undefined;
    }
  }
}

const joinPath = (dir: string, name: string, separator: string): string =>
  dir.endsWith(separator) ? dir + name : dir + separator + name;
