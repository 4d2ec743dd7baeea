/**
 * The last night: a key to the cloud, documents that leave, logs that are cleared.
 *
 * Pure. Times are fixed, details follow the seed.
 */
import { port } from './chance.ts';
import { CLOUD_ACCOUNT, MINUTE_MS, OFFICE_NAT_IP, SERVERS, SERVICE_ACCOUNT, VICTIM } from './company.ts';
import { assumedRole, iamUser } from './formats.ts';
import type { CloudCall } from './formats.ts';
import type { Logs } from './logs.ts';
import type { Prng } from './prng.ts';
import { INTRUDER, marking, momentAt } from './steps.ts';

export const NEW_KEY = 'AKIANEWBACKUPEXAMPLE';

const CLI = 'aws-cli/2.24.20 md/awscrt#0.23.8 ua/2.0 os/linux#6.8 md/arch#x86_64 lang/python#3.12';

export function writeCloudKey(logs: Logs, prng: Prng): void {
  const mark = marking('cloud-key');
  const identity = assumedRole('portal-app', 'i-0a1b2c3d4e5f60718', 'ASIAPORTALAPP7EXAMPL');
  const call = (minute: number, name: string, what: string, facts: Partial<CloudCall> = {}): void =>
    logs.writeCloud(
      momentAt(1, 2, minute) + prng.int(0, 30_000),
      { source: 'iam', name, ip: INTRUDER.vpnIp, userAgent: CLI, identity, readOnly: true, ...facts },
      mark(what),
    );
  call(25, 'GetCallerIdentity', "The server's role is used from outside", { source: 'sts' });
  call(26, 'ListUsers', 'Users are listed');
  call(27, 'ListAttachedUserPolicies', 'Rights of backup-admin are looked at', {
    request: { userName: 'backup-admin' },
  });
  const denied = `User: arn:aws:sts::${CLOUD_ACCOUNT}:assumed-role/portal-app/i-0a1b2c3d4e5f60718 is not authorized to perform: iam:CreateUser`;
  call(28, 'CreateUser', 'A new user is refused', {
    readOnly: false,
    request: { userName: 'support-02' },
    errorCode: 'AccessDenied',
    errorMessage: denied,
  });
  const response = { accessKey: { userName: 'backup-admin', accessKeyId: NEW_KEY, status: 'Active' } };
  call(29, 'CreateAccessKey', 'A key for backup-admin', {
    readOnly: false,
    request: { userName: 'backup-admin' },
    response,
  });
  const policyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  call(31, 'AttachUserPolicy', 'All rights for backup-admin', {
    readOnly: false,
    request: { userName: 'backup-admin', policyArn },
  });
}

export function writeExfiltration(logs: Logs, prng: Prng): void {
  const mark = marking('exfiltration');
  const identity = iamUser('backup-admin', NEW_KEY);
  const common = { ip: INTRUDER.dropIp, userAgent: CLI, identity } as const;
  const start = momentAt(1, 23, 10);
  logs.writeCloud(
    start,
    { ...common, source: 's3', name: 'ListObjects', readOnly: true, request: { bucketName: 'nordlicht-documents' } },
    mark('The bucket is listed'),
  );
  for (let object = 0; object < 180; object++) {
    const at = start + 60_000 + object * 15_000 + prng.int(0, 4000);
    const request = { bucketName: 'nordlicht-documents', key: `contracts/2025/${1000 + object}.pdf` };
    logs.writeCloud(
      at,
      { ...common, source: 's3', name: 'GetObject', readOnly: true, request, category: 'Data' },
      mark('A contract is read'),
    );
  }
  for (let part = 0; part < 12; part++) {
    const flow = {
      action: 'allow',
      src: SERVERS.fs01.ip,
      sport: port(prng),
      dst: INTRUDER.dropIp,
      dport: 443,
      proto: 'tcp',
      rule: 'out-web',
    } as const;
    const bytesOut = 340_000_000 + prng.int(0, 20_000_000);
    logs.writeFlow(
      momentAt(1, 23, 18) + part * 7 * MINUTE_MS,
      { ...flow, bytesOut, bytesIn: 1_400_000 },
      mark('FS01 sends hundreds of megabytes out'),
    );
  }
  const sessionId = prng.hex(16);
  for (let page = 0; page < 14; page++) {
    const at = momentAt(1, 23, 30) + page * 40_000 + prng.int(0, 9000);
    const userAgent = 'python-requests/2.32.3';
    const target = `/staff/customers/export?page=${page + 1}&size=5000`;
    logs.writeHit(
      at,
      {
        ip: INTRUDER.insideIp,
        user: VICTIM,
        method: 'GET',
        target,
        status: 200,
        bytes: prng.int(900_000, 1_400_000),
        userAgent,
      },
      mark('A page of the customer list is fetched'),
    );
    const details = { rows: 5000, format: 'csv', page: page + 1, durationMs: prng.int(700, 2600) };
    const event = {
      eventType: 'report_exported',
      severity: 'medium',
      userId: VICTIM,
      ip: INTRUDER.insideIp,
      userAgent,
      sessionId,
      type: 'export',
      resource: 'report/customers',
      method: 'POST',
      success: true,
      details,
    } as const;
    logs.writeApp(
      at + 300,
      { ...event, message: `${VICTIM} exported customers, page ${page + 1}` },
      mark('5,000 customers are exported'),
    );
  }
}

export function writeClearing(logs: Logs, prng: Prng): void {
  const mark = marking('log-clearing');
  const sudo = 'sysupd : TTY=pts/2 ; PWD=/root ; USER=root ; COMMAND=';
  const stopped = momentAt(2, 2, 14);
  const restarted = momentAt(2, 5, 31);
  logs.writeAuth(stopped, 'sudo', `${sudo}/usr/bin/systemctl stop rsyslog`, mark('Logging on vpn01 is stopped'));
  logs.writeAuth(
    restarted,
    'rsyslogd',
    '[origin software="rsyslogd" swVersion="8.2302.0" x-pid="611" x-info="https://www.rsyslog.com"] start',
    mark('Logging starts again; nothing between'),
  );
  logs.auth.eraseBetween(stopped, restarted);
  const cleared = {
    Computer: 'FS01.nordlicht.example',
    EventID: 1102,
    SubjectUserName: SERVICE_ACCOUNT,
    ProviderName: 'Microsoft-Windows-Eventlog',
  };
  logs.writeWindows(
    momentAt(2, 2, 19),
    { ...cleared, Message: 'The audit log was cleared.' },
    mark('The security log of FS01 is cleared'),
  );
  logs.windows.eraseBetween(momentAt(2, 0, 40), momentAt(2, 2, 19));
  const identity = iamUser('backup-admin', NEW_KEY);
  const trail = {
    source: 'cloudtrail',
    ip: INTRUDER.dropIp,
    userAgent: CLI,
    identity,
    readOnly: false,
    request: { name: 'org-trail' },
  } as const;
  logs.writeCloud(momentAt(2, 2, 22), { ...trail, name: 'StopLogging' }, mark('CloudTrail is stopped'));
  const back = {
    ...trail,
    ip: OFFICE_NAT_IP,
    identity: assumedRole('monitoring', 'collector', 'ASIAMONITORING7EXAMP'),
    userAgent: 'Boto3/1.37.9 md/Botocore#1.37.9',
  };
  logs.writeCloud(
    momentAt(2, 4, 3),
    { ...back, name: 'StartLogging' },
    mark('The monitoring starts it again; nothing between'),
  );
  logs.cloud[2]?.eraseBetween(momentAt(2, 2, 22), momentAt(2, 4, 3));
  const flow = {
    action: 'allow',
    src: SERVERS.fs01.ip,
    sport: port(prng),
    dst: INTRUDER.dropIp,
    dport: 443,
    proto: 'tcp',
    rule: 'out-web',
  } as const;
  logs.writeFlow(
    momentAt(2, 2, 41),
    { ...flow, bytesOut: 91_400, bytesIn: 3300 },
    mark('The firewall saw a connection while the others were silent'),
  );
}
