/**
 * What really happened: an intrusion in nine steps across all logs, and the harmless look-alikes beside it.
 *
 * Pure. Every event of a step carries the step's id into the answer key; times are fixed, details follow the seed.
 */
import { writeEntry, writeEscalation, writeMovement, writePhishing } from './break-in.ts';
import { OFFICE_NAT_IP, SERVICE_ACCOUNT, VICTIM } from './company.ts';
import type { Company } from './company.ts';
import { iamUser } from './formats.ts';
import type { Logs } from './logs.ts';
import { writeDecoys } from './look-alikes.ts';
import type { Prng } from './prng.ts';
import { marking, momentAt } from './steps.ts';
import { NEW_KEY, writeClearing, writeCloudKey, writeExfiltration } from './theft.ts';

export function writeStory(logs: Logs, company: Company, prng: Prng): void {
  writePhishing(logs, company, prng);
  writeEntry(logs, company, prng);
  writeEscalation(logs, prng);
  writeMovement(logs, prng);
  writeCloudKey(logs, prng);
  writeExfiltration(logs, prng);
  writeClearing(logs, prng);
  writeResponse(logs, prng);
  writeDecoys(logs, prng);
}

function writeResponse(logs: Logs, prng: Prng): void {
  const mark = marking('response');
  for (const [place, TargetUserName] of [SERVICE_ACCOUNT, VICTIM].entries()) {
    const event = { Computer: 'DC01.nordlicht.example', EventID: 4725, SubjectUserName: 'vera.lorenz', TargetUserName };
    logs.writeWindows(
      momentAt(2, 8, 52) + place * 30_000 + prng.int(0, 9000),
      { ...event, Message: 'A user account was disabled.' },
      mark(`${TargetUserName} is disabled`),
    );
  }
  const identity = iamUser('vera.lorenz', `ASIA${prng.base32(9)}EXAMPLE`);
  const call = { source: 'iam', ip: OFFICE_NAT_IP, userAgent: 'AWS Internal', identity, readOnly: false } as const;
  logs.writeCloud(
    momentAt(2, 9, 4),
    { ...call, name: 'DeleteAccessKey', request: { userName: 'backup-admin', accessKeyId: NEW_KEY } },
    mark('The key is deleted'),
  );
}
