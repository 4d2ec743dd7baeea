/**
 * Ordinary days in the cloud account.
 *
 * Pure.
 */
import { repeat } from './chance.ts';
import { END_MS, MINUTE_MS, momentOf, OFFICE_NAT_IP, START_MS } from './company.ts';
import type { Company } from './company.ts';
import { assumedRole, iamUser } from './formats.ts';
import type { Logs } from './logs.ts';
import type { Prng } from './prng.ts';

const INFRASTRUCTURE = { role: 'portal-app', key: 'ASIAPORTALAPP7EXAMPL' };

export function writeCloud(logs: Logs, prng: Prng, company: Company): void {
  const app = assumedRole(INFRASTRUCTURE.role, 'i-0a1b2c3d4e5f60718', INFRASTRUCTURE.key);
  const monitor = assumedRole('monitoring', 'collector', 'ASIAMONITORING7EXAMP');
  const sdk = 'aws-sdk-js/3.758.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#22.14.0 api/s3#3.758.0';
  repeat(3600, () => {
    const isRead = prng.chance(0.7);
    const request = { bucketName: 'nordlicht-documents', key: `waybills/2025/${prng.int(410_000, 419_999)}.pdf` };
    const call = {
      source: 's3',
      name: isRead ? 'GetObject' : 'PutObject',
      readOnly: isRead,
      request,
      category: 'Data',
    } as const;
    logs.writeCloud(momentOf(prng.pick(company.shifts), prng), {
      ...call,
      ip: OFFICE_NAT_IP,
      userAgent: sdk,
      identity: app,
    });
  });
  for (let atMs = START_MS + 2 * MINUTE_MS; atMs < END_MS; atMs += 5 * MINUTE_MS) {
    const name = prng.pick(['DescribeInstances', 'DescribeAlarms', 'GetMetricData', 'DescribeVolumes', 'ListBuckets']);
    const source =
      name === 'ListBuckets' ? 's3' : name.includes('Alarm') || name.includes('Metric') ? 'monitoring' : 'ec2';
    logs.writeCloud(atMs + prng.int(0, 5000), {
      source,
      name,
      ip: OFFICE_NAT_IP,
      userAgent: 'Boto3/1.37.9 md/Botocore#1.37.9',
      identity: monitor,
      readOnly: true,
    });
  }
  for (const shift of company.shifts.filter(({ person }) => person.team === 'it')) {
    const { user, userAgent } = shift.person;
    const ip = shift.vpn?.src ?? OFFICE_NAT_IP;
    const atMs = momentOf(shift, prng);
    const signIn = {
      source: 'signin',
      name: 'ConsoleLogin',
      readOnly: false,
      response: { ConsoleLogin: 'Success' },
      request: null,
    } as const;
    logs.writeCloud(atMs, { ...signIn, ip, userAgent, identity: iamUser(user, undefined) });
    repeat(prng.int(15, 50), (at) => {
      const name = prng.pick([
        'DescribeInstances',
        'ListUsers',
        'GetUser',
        'ListRoles',
        'DescribeSecurityGroups',
        'GetBucketPolicy',
      ]);
      const source = /User|Role/.test(name) ? 'iam' : name.includes('Bucket') ? 's3' : 'ec2';
      const identity = iamUser(user, `ASIA${prng.base32(9)}EXAMPLE`);
      logs.writeCloud(atMs + at * prng.int(4000, 20_000), { source, name, ip, userAgent, identity, readOnly: true });
    });
  }
}
