/** Somebody who brings false marks: stamps of their own clock, of another head, with another certificate first; false witnesses. */
import { asciiBytes, concatBytes } from '../../engines/kernel/bytes.ts';
import { nodeHasher } from '../../host/adapters/node-ports.ts';
import { WITNESS } from '../../verifier/testing/bundle-maker.ts';
import { cosign, noteLine, testKey } from '../../verifier/testing/log-maker.ts';
import { makeIdentity, makeToken } from '../../verifier/testing/time-authority.ts';
import type { Attack, Chance } from '../attack.ts';
import { falseMark, type MarkDesk, type MarkedHead } from '../mark-desk.ts';

type Make = (head: MarkedHead, desk: MarkDesk, chance: Chance) => Promise<Uint8Array> | Uint8Array;

const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
/** The three lines that a witness signs. */
const headText = (note: string): string => `${note.split('\n').slice(0, 3).join('\n')}\n`;
const SECONDS = 1_767_300_000;

const attack = (name: string, kind: 'tsr' | 'cosig' | 'ots', make: Make): Attack => ({
  name,
  power: 'false marks',
  threat: 'swap or fake a TSA token, witness',
  attempt: (lab, chance) => falseMark(lab, kind, (head, desk) => make(head, desk, chance)),
});

const OTS_MAGIC = concatBytes(
  asciiBytes('\0OpenTimestamps\0\0Proof\0'),
  Uint8Array.of(0xbf, 0x89, 0xe2, 0xe8, 0x84, 0xe8, 0x92, 0x94, 1, 8),
);
const IN_BLOCK = Uint8Array.of(8, 0, 0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01, 1, 77);
const PENDING = concatBytes(
  Uint8Array.of(0, 0x83, 0xdf, 0xe3, 0x0d, 0x2e, 0xf9, 0x0c, 0x8e, 10, 9),
  asciiBytes('a.example'),
);

const otsOver = (note: string, rest: Uint8Array): Uint8Array =>
  concatBytes(OTS_MAGIC, nodeHasher.sha256(utf8(note)), rest);

export const MARKS: readonly Attack[] = [
  attack('stamps a head with a clock of their own, under a root of the same name', 'tsr', async ({ note }) => {
    const root = await makeIdentity({ name: 'Root', isAuthority: true });
    const signer = await makeIdentity({ name: 'Clock', issuer: root });
    return makeToken({ message: utf8(note), signer, certificates: [signer.certificate, root.certificate] });
  }),
  attack('brings the stamp of another head', 'tsr', ({ before }, { clock }) =>
    makeToken({ message: utf8(before), signer: clock }),
  ),
  attack('signs a stamp, and lays the trusted certificate first', 'tsr', async ({ note }, { clock }) => {
    const forger = await makeIdentity({ name: 'Clock' });
    const certificates = [clock.certificate, forger.certificate];
    return makeToken({ message: utf8(note), signer: forger, forger, named: forger, certificates });
  }),
  attack('signs a stamp in the name of the trusted certificate', 'tsr', async ({ note }, { clock }) => {
    const forger = await makeIdentity({ name: 'Clock' });
    return makeToken({ message: utf8(note), signer: clock, forger });
  }),
  attack(
    'names one certificate and signs with another of the same issuer',
    'tsr',
    async ({ note }, { root, clock }) => {
      const other = await makeIdentity({ name: 'Clock', issuer: root });
      return makeToken({
        message: utf8(note),
        signer: clock,
        named: other,
        certificates: [clock.certificate, other.certificate],
      });
    },
  ),
  attack('stamps with a certificate that had expired', 'tsr', async ({ note }, { root }) => {
    const signer = await makeIdentity({ name: 'Clock', issuer: root, to: '2025-12-31T00:00:00' });
    return makeToken({ message: utf8(note), signer });
  }),
  attack('stamps with a certificate that may sign, and not stamp', 'tsr', async ({ note }, { root }) => {
    const signer = await makeIdentity({ name: 'Clock', issuer: root, purposes: ['1.3.6.1.5.5.7.3.3'] });
    return makeToken({ message: utf8(note), signer });
  }),
  attack('issues a stamping certificate from one that is no authority', 'tsr', async ({ note }, { clock }) => {
    const signer = await makeIdentity({ name: 'Clock', issuer: clock });
    return makeToken({ message: utf8(note), signer, certificates: [signer.certificate, clock.certificate] });
  }),
  attack('takes a refused request for a stamp', 'tsr', ({ note }, { clock }) =>
    makeToken({ message: utf8(note), signer: clock, status: 2 }),
  ),
  attack('changes a byte of a stamp', 'tsr', async ({ note }, { clock }, chance) => {
    const token = await makeToken({ message: utf8(note), signer: clock });
    // Behind the certificate, where what was signed, and the signature, stand.
    const at = token.length - 1 - chance(200);
    token[at] = (token[at] as number) ^ (1 << chance(8));
    return token;
  }),
  attack('changes the signature of a witness', 'cosig', ({ note }, _desk, chance) => {
    const line = cosign(headText(note), WITNESS, SECONDS);
    const at = line.length - 20 + chance(10);
    const swapped = line[at] === 'A' ? 'B' : 'A';
    return utf8(line.slice(0, at) + swapped + line.slice(at + 1));
  }),
  attack('changes the time that a witness signed', 'cosig', ({ note }) => {
    const [honest, other] = [SECONDS, SECONDS - 86_400].map((at) => cosign(headText(note), WITNESS, at)) as [
      string,
      string,
    ];
    const bytesOf = (line: string): Buffer => Buffer.from(line.trim().split(' ')[2] as string, 'base64');
    const time = bytesOf(other).subarray(4, 12);
    const bytes = bytesOf(honest);
    return utf8(noteLine(WITNESS, new Uint8Array(Buffer.concat([time, bytes.subarray(12)]))));
  }),
  attack('brings a witness whom nobody named', 'cosig', ({ note }) =>
    utf8(cosign(headText(note), testKey('witness.example', 51, 4), SECONDS)),
  ),
  attack('brings a witness under the name of the trusted one', 'cosig', ({ note }) => {
    const forger = testKey('witness.example', 52, 4);
    return utf8(cosign(headText(note), { ...WITNESS, secret: forger.secret }, SECONDS));
  }),
  attack('brings a cosignature of another log', 'cosig', ({ note }) =>
    utf8(cosign(headText(note).replace('audittrailpro/case/', 'audittrailpro/case/1'), WITNESS, SECONDS)),
  ),
  attack('brings the cosignature of an older head', 'cosig', ({ before }) =>
    utf8(cosign(headText(before), WITNESS, SECONDS)),
  ),
  attack('brings the log’s own signature as a witness', 'cosig', ({ note }) => {
    const line = note.split('\n').find((text) => text.startsWith('\u2014')) ?? '';
    return utf8(`${line}\n`);
  }),
  attack('brings an OpenTimestamps proof of other bytes', 'ots', ({ before }) => otsOver(before, IN_BLOCK)),
  attack('brings an OpenTimestamps proof into a block that nobody looked up', 'ots', ({ note }) =>
    otsOver(note, IN_BLOCK),
  ),
  attack('brings a promise of a calendar as a proof', 'ots', ({ note }) => otsOver(note, PENDING)),
];
