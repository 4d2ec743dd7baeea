/**
 * The verifier as a page: a bundle is chosen or dropped, the report appears. Nothing leaves the page, nothing comes in.
 *
 * DOM. Trust: what the person types and chooses as trust is the person's; the bundle is hostile.
 */
import { count, plain } from '../base/plain-text.ts';
import { readWhole } from '../bag/folder.ts';
import { type EarlierHead, parseEarlierHead } from '../bundle/comparison.ts';
import { HEAD, MAX_SMALL_BYTES } from '../bundle/layout.ts';
import { type Options, verifyBundle } from '../bundle/verify-bundle.ts';
import { certificatesOf } from '../time/certificate.ts';
import { parsePolicy } from '../tlog/policy.ts';
import { demand } from '../base/refused.ts';
import { droppedFrom, folderOf, type Picked, pickedFrom } from './picked-folder.ts';
import { showReport } from './show-report.ts';

const byId = <T extends HTMLElement>(id: string): T => document.querySelector(`#${id}`) as T;
const filesOf = (id: string): File[] => [...(byId<HTMLInputElement>(id).files ?? [])];
const bytesOf = async (file: File): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

async function options(): Promise<Options> {
  const fingerprint = byId<HTMLInputElement>('fingerprint').value.replaceAll(/[\s-]/gu, '').toLowerCase();
  demand(fingerprint === '' || /^[0-9a-f]{40}$/u.test(fingerprint), 'a fingerprint has 40 hexadecimal digits');
  const [policy] = filesOf('policy');
  const certificates = await Promise.all(filesOf('tsa').map(async (file) => certificatesOf(await bytesOf(file))));
  return {
    trust: {
      tsaRoots: certificates.flat(),
      bitcoin: new Map(),
      ...(policy === undefined ? {} : { policy: parsePolicy(await policy.text()) }),
    },
    earlier: await Promise.all(filesOf('earlier').map(earlierHead)),
    signers: 1,
    ...(fingerprint === '' ? {} : { fingerprint }),
    onProgress: (records) => say(`Checking: ${count(records)} records`),
  };
}

async function earlierHead(file: File): Promise<EarlierHead> {
  if (!file.name.endsWith('.zip')) return parseEarlierHead(await bytesOf(file), file.name);
  const bytes = await readWhole(await folderOf([{ path: file.name, file }]), HEAD, MAX_SMALL_BYTES);
  demand(bytes !== undefined, 'the earlier bundle has no head');
  return parseEarlierHead(bytes, file.name);
}

const say = (words: string): void => void (byId('status').textContent = words);

/** A second bundle is not begun while one is being checked: two answers could be taken for one. */
let isBusy = false;

async function check(picked: readonly Picked[]): Promise<void> {
  if (picked.length === 0 || isBusy) return;
  isBusy = true;
  const result = byId('result');
  result.replaceChildren();
  say('Checking');
  try {
    const report = await verifyBundle(await folderOf(picked), await options());
    showReport(report, result);
    say(`Done: ${report.verdict}`);
  } catch (error) {
    say(`CANNOT CHECK: ${plain((error as Error).message)}`);
  }
  isBusy = false;
}

for (const id of ['zip', 'folder']) {
  const input = byId<HTMLInputElement>(id);
  input.addEventListener('change', () => {
    if (input.files !== null) void check(pickedFrom(input.files)).then(() => void (input.value = ''));
  });
}
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  if (event.dataTransfer === null) return;
  droppedFrom(event.dataTransfer).then(check, () =>
    say(
      'This browser does not open a dropped folder on a page from the disk: choose it with the button, or drop a zip file.',
    ),
  );
});
