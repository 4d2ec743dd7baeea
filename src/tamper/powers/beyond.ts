/** What no check inside can see: a changed verifier, an owner who lies from the first day, eyes and ears at the workstation. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Attack, Chance, Trial } from '../attack.ts';
import type { Laboratory } from '../laboratory.ts';

async function changedVerifier(lab: Laboratory, chance: Chance): Promise<Trial> {
  const { path, sums } = await lab.verifier();
  const published = sums.split(/\s/u)[0] ?? '';
  const honest = readFileSync(path);
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const changed = Buffer.from(honest.toString('utf8').replace("'BROKEN'", "'INTACT'").replace('"BROKEN"', '"INTACT"'));
  if (changed.equals(honest)) changed[chance(changed.length)] = 0x20;
  const isSame = sha256(honest) === published;
  if (!isSame) throw new Error('the verifier is not the one that was published');
  return {
    change: 'the verdict of the single file',
    seen:
      sha256(changed) === published
        ? []
        : [{ check: 'published hash', words: 'its SHA-256 is not the one that was published' }],
  };
}

const never = (name: string, threat: string, byDesign: string): Attack => ({
  name,
  power: 'out of scope',
  threat,
  byDesign,
});

export const BEYOND: readonly Attack[] = [
  {
    name: 'changes the verifier',
    power: 'changed verifier',
    threat: 'tampered verifier',
    attempt: changedVerifier,
  },
  never(
    'lies from the first day on, with all keys',
    'own everything incl. keys from the first day',
    'There is no honest history that it could be compared with; the first outside mark ends it: nothing before it can be dated back',
  ),
  never(
    'reads the memory, the screen or the keys of the open workstation',
    'read memory / keylog of the open workstation',
    'Whoever sits at the open workstation is the operator for every program on it',
  ),
  never(
    'reads the disk or a stolen folder',
    'read the disk or a stolen case folder',
    'Prevented, not found: every page and original is encrypted, and Argon2id makes each guess of a passphrase cost; reading leaves no trace',
  ),
  never(
    'guesses a withheld event from its digest',
    'guess withheld events',
    'Prevented, not found: 16 random bytes in every record',
  ),
  never(
    'sets the clock',
    'set the clock',
    'A step back is a notice, no finding: seals hold two clocks, and only stamps and witnesses count as time',
  ),
];
