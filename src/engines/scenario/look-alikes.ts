/**
 * What looks like an attack and is none.
 *
 * Pure. The traveller is in the background: her trip is part of her shifts.
 */
import { port } from './chance.ts';
import { MINUTE_MS, OFFICE_NAT_IP, WINDOWS_DOMAIN } from './company.ts';
import { iamUser } from './formats.ts';
import type { Logs } from './logs.ts';
import type { Prng } from './prng.ts';
import { marking, momentAt } from './steps.ts';

export function writeDecoys(logs: Logs, prng: Prng): void {
  for (let attempt = 0; attempt < 60; attempt++) {
    const event = {
      Computer: 'DC01.nordlicht.example',
      EventID: 4625,
      TargetUserName: 'svc-scan',
      LogonType: 3,
      IpAddress: '10.20.1.90',
      IpPort: port(prng),
      WorkstationName: 'SCANNER-3F',
      Status: '0xC000006A',
    };
    logs.writeWindows(
      momentAt(0, 10, 0) + attempt * 10 * MINUTE_MS,
      { ...event, Message: 'An account failed to log on.' },
      marking('decoy-stale-password')('svc-scan fails again'),
    );
  }
  const identity = iamUser('thea.brandt', `ASIA${prng.base32(9)}EXAMPLE`);
  const key = { source: 'iam', ip: OFFICE_NAT_IP, userAgent: 'AWS Internal', identity, readOnly: false } as const;
  const rotation = marking('decoy-key-rotation');
  logs.writeCloud(
    momentAt(0, 13, 40),
    {
      ...key,
      name: 'CreateAccessKey',
      request: { userName: 'deploy-bot' },
      response: { accessKey: { userName: 'deploy-bot', accessKeyId: 'AKIADEPLOYB2NEXAMPLE', status: 'Active' } },
    },
    rotation('New key for deploy-bot'),
  );
  logs.writeCloud(
    momentAt(1, 13, 55),
    { ...key, name: 'DeleteAccessKey', request: { userName: 'deploy-bot', accessKeyId: 'AKIADEPLOYB1XEXAMPLE' } },
    rotation('The old key goes'),
  );
  const member = {
    Computer: 'DC01.nordlicht.example',
    EventID: 4732,
    SubjectUserName: 'uwe.jansen',
    TargetUserName: 'Print Operators',
    MemberName: 'CN=yannick.roth,OU=Staff,DC=nordlicht,DC=example',
  };
  logs.writeWindows(
    momentAt(0, 14, 20),
    { ...member, TargetDomainName: WINDOWS_DOMAIN, Message: 'A member was added to a security-enabled local group.' },
    marking('decoy-group-change')('A colleague joins Print Operators'),
  );
}
