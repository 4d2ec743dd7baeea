/**
 * All files of a drop or a file chooser, folders walked, each with its path below the drop.
 *
 * Trust: names are hostile text; they are labels here and made safe by the host.
 */
export interface DroppedFile {
  /** Relative, parts joined by `/`. */
  path: string;
  file: File;
}

export async function filesOfDrop(dropped: DataTransfer | FileList): Promise<DroppedFile[]> {
  if (dropped instanceof FileList) {
    return Array.from(dropped, (file) => ({ path: file.webkitRelativePath || file.name, file }));
  }
  // The entries must be taken before anything is awaited: the transfer is empty afterwards.
  const items = Array.from(dropped.items, (item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: DroppedFile[] = [];
  for (const { entry, file } of items) {
    if (entry !== null) await walk(entry, '', found);
    // What lies in no file system (an attachment of a mail program, say) has no entry, but is a file all the same.
    else if (file !== null) found.push({ path: file.name, file });
  }
  return found;
}

async function walk(entry: FileSystemEntry, parent: string, found: DroppedFile[]): Promise<void> {
  const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives at most a hundred entries a time, and none at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, path, found);
  }
}
