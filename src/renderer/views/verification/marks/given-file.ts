/** A small file that a dialog about marks asks for: a path on the host's machine, or one that was dropped on the window. */
import { useMemo } from 'react';
import { AppError } from '../../../../shared/errors.ts';
import { text } from '../../../i18n/text.ts';
import { useTakesDrops } from '../../../stores/drop-taker.store.ts';

export interface DroppedFile {
  name: string;
  sizeBytes: number;
  /** Base64. */
  content: string;
}

const words = text.marks.drop;
/** As the host takes; a larger file is no mark. */
const MAX_BYTES = 1_048_576;
const CHUNK = 8_192;

async function readDropped(files: FileList): Promise<DroppedFile> {
  const [file] = files;
  if (file === undefined || files.length !== 1) throw new AppError('CONTRACT_BAD_INPUT', words.one);
  if (file.size > MAX_BYTES) throw new AppError('REQUEST_TOO_LARGE', words.large);
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return { name: file.name, sizeBytes: file.size, content: btoa(binary) };
}

/** While the dialog is open, a dropped file is its. Both callbacks: stable. */
export function useDroppedFile(onFile: (file: DroppedFile) => void, onFailure: (failure: unknown) => void): void {
  const taker = useMemo(
    () => ({
      words: words.release,
      // A folder has no bytes to read; that is said as any other failure.
      take: (files: FileList) => void readDropped(files).then(onFile, onFailure),
    }),
    [onFile, onFailure],
  );
  useTakesDrops(taker);
}
