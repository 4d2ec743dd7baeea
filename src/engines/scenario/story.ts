/**
 * What really happened: an intrusion in nine steps across all logs, and the harmless look-alikes beside it.
 *
 * Pure. Every event of a step carries the step's id into the answer key; times are fixed, details follow the seed.
 * Source: techniques by their MITRE ATT&CK ids (Enterprise, v16).
 */
import {
  CLOUD_ACCOUNT,
  HOUR_MS,
  MINUTE_MS,
  OFFICE_NAT_IP,
  SERVERS,
  SERVICE_ACCOUNT,
  START_MS,
  VICTIM,
  WINDOWS_DOMAIN,
} from './company.ts';
import type { Company } from './company.ts';
import { assumedRole, iamUser } from './formats.ts';
import type { CloudCall } from './formats.ts';
import { writeVpnLogin } from './background.ts';
import type { Logs } from './logs.ts';
import type { Prng } from './prng.ts';
import type { Mark } from './source-log.ts';

export interface Step {
  id: string;
  title: string;
  /** ATT&CK technique; absent for a decoy. */
  technique?: string;
  /** What a person should find out, or why it is harmless. */
  text: string;
}

/** Addresses of the intruder. */
export const INTRUDER = {
  phishingHost: 'login-nordlicht.example.net',
  phishingIp: '198.51.100.87',
  vpnIp: '203.0.113.66',
  vpnCountry: 'RO',
  insideIp: '10.30.0.45',
  dropIp: '203.0.113.140',
} as const;

const MINUTE = (day: number, hour: number, minute: number): number =>
  START_MS + day * 24 * HOUR_MS + hour * HOUR_MS + minute * MINUTE_MS;

export const STEPS: readonly Step[] = [
  {
    id: 'phishing',
    title: 'A click on a false login page',
    technique: 'T1566.002',
    text: `${VICTIM} opens ${INTRUDER.phishingHost} from her desk and sends it about a kilobyte: her password.`,
  },
  {
    id: 'vpn-login',
    title: 'VPN login from a new country',
    technique: 'T1133',
    text: `The account ${VICTIM} logs in from ${INTRUDER.vpnIp} (${INTRUDER.vpnCountry}) at night, after three one-time codes were refused. Nobody else ever came from there, and she was at her desk in the office that day.`,
  },
  {
    id: 'password-spraying',
    title: 'Password spraying inside',
    technique: 'T1110.003',
    text: `From ${INTRUDER.insideIp} every account of the domain is tried twice within twenty minutes; ${SERVICE_ACCOUNT} opens.`,
  },
  {
    id: 'privilege-escalation',
    title: 'From a service account to administrator',
    technique: 'T1548.003',
    text: `${SERVICE_ACCOUNT} breaks out of an allowed rsync to a root shell on vpn01, adds the account sysupd, and on DC01 joins Domain Admins.`,
  },
  {
    id: 'lateral-movement',
    title: 'On to the other servers',
    technique: 'T1021',
    text: `${SERVICE_ACCOUNT} logs on to DC01, FS01, app01 and db01 from ${INTRUDER.insideIp}; it never did so from there before.`,
  },
  {
    id: 'cloud-key',
    title: 'A new key to the cloud',
    technique: 'T1098.001',
    text: `With the role of the portal server, from outside, users are listed, an access key is made for backup-admin and the policy AdministratorAccess attached to it.`,
  },
  {
    id: 'exfiltration',
    title: 'Documents leave the company',
    technique: 'T1567',
    text: `Through the new key some 180 documents are read from ${INTRUDER.dropIp}; FS01 sends 4 GB to the same address; the account ${VICTIM} exports the customer list.`,
  },
  {
    id: 'log-clearing',
    title: 'Logs are cleared',
    technique: 'T1070',
    text: 'The security log of FS01 is cleared, syslog on vpn01 and CloudTrail are stopped. auth.log is silent from 02:14 to 05:31 on the third day, although cron runs every ten minutes; windows/security.csv skips record numbers.',
  },
  {
    id: 'response',
    title: 'Discovery',
    text: 'In the morning vera.lorenz disables the accounts and deletes the key.',
  },
];

export const DECOYS: readonly Step[] = [
  {
    id: 'decoy-traveller',
    title: 'A colleague abroad',
    text: 'ines.maurer logs in from France by day, with one-time code; she announced the trip, and her work looks as always.',
  },
  {
    id: 'decoy-stale-password',
    title: 'A forgotten password',
    text: 'A scanner on the third floor keeps trying one account with an old password: many failures, one account, one machine.',
  },
  {
    id: 'decoy-key-rotation',
    title: 'A key is renewed',
    text: 'thea.brandt makes a new access key for deploy-bot and deletes the old one a day later, from the office, by day.',
  },
  {
    id: 'decoy-group-change',
    title: 'A new colleague in a group',
    text: 'uwe.jansen adds yannick.roth to Print Operators during working hours.',
  },
];

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

const port = (prng: Prng): number => prng.int(49_152, 65_535);
const marking =
  (step: string) =>
  (what: string): Mark => ({ step, what });

function writePhishing(logs: Logs, company: Company, prng: Prng): void {
  const mark = marking('phishing');
  const victim = company.people.find(({ user }) => user === VICTIM);
  const src = victim?.lanIp ?? '10.20.1.23';
  const at = MINUTE(0, 9, 12);
  const { phishingHost: host, phishingIp: dst } = INTRUDER;
  const flow = { action: 'allow', src, sport: port(prng), host } as const;
  logs.writeFlow(
    at,
    { ...flow, dst: SERVERS.dc01.ip, dport: 53, proto: 'udp', rule: 'lan-dns', bytesOut: 74, bytesIn: 118 },
    mark('Name of the false login page is looked up'),
  );
  logs.writeFlow(
    at + 900,
    { ...flow, dst, dport: 443, proto: 'tcp', rule: 'out-web', bytesOut: 812, bytesIn: 48_211 },
    mark('The page is opened'),
  );
  logs.writeFlow(
    at + 41_000,
    { ...flow, dst, dport: 443, proto: 'tcp', rule: 'out-web', bytesOut: 1327, bytesIn: 934 },
    mark('The form is sent'),
  );
  const workstation = victim?.workstation ?? 'WS-13';
  const Computer = `${workstation}.nordlicht.example`;
  const CommandLine = `"C:\\Program Files\\chrome\\chrome.exe" --single-argument https://${host}/portal/session?ref=mail`;
  const process = {
    Computer,
    EventID: 4688,
    SubjectUserName: VICTIM,
    ProcessName: 'C:\\Program Files\\chrome\\chrome.exe',
    CommandLine,
  };
  logs.writeWindows(
    at + 300,
    { ...process, Message: 'A new process has been created.' },
    mark('The mail program starts the browser with the link'),
  );
}

function writeEntry(logs: Logs, company: Company, prng: Prng): void {
  const entry = marking('vpn-login');
  const at = MINUTE(0, 22, 47);
  const { vpnIp, vpnCountry: country, insideIp } = INTRUDER;
  for (let attempt = 0; attempt < 3; attempt++) {
    const facts = `user=${VICTIM} src=${vpnIp} country=${country} method=password+otp result=failure reason=otp`;
    logs.writeAuth(at - (3 - attempt) * 45_000, 'vpn-auth[901]', facts, entry('Password right, one-time code refused'));
  }
  const session = {
    atMs: at,
    user: VICTIM,
    src: vpnIp,
    country,
    assigned: insideIp,
    method: 'password+push',
    id: prng.hex(12),
  };
  writeVpnLogin(logs, session, prng, entry('Login from a country never seen before'));
  const spray = marking('password-spraying');
  const targets = [...company.people.map(({ user }) => user), 'svc-scan', 'svc-print', SERVICE_ACCOUNT];
  const failed = {
    Computer: 'DC01.nordlicht.example',
    EventID: 4625,
    LogonType: 3,
    IpAddress: insideIp,
    WorkstationName: 'DESKTOP-4K7Q2',
  };
  for (let round = 0; round < 2; round++) {
    targets.forEach((TargetUserName, place) => {
      if (TargetUserName === VICTIM || (round === 1 && TargetUserName === SERVICE_ACCOUNT)) return;
      const atMs = MINUTE(0, 22, 58) + round * 11 * MINUTE_MS + place * 24_000 + prng.int(0, 9000);
      const event = { ...failed, TargetUserName, IpPort: port(prng), Status: '0xC000006A' };
      logs.writeWindows(
        atMs,
        { ...event, Message: 'An account failed to log on.' },
        spray(`Round ${round + 1}: ${TargetUserName}`),
      );
    });
  }
  const success = {
    ...failed,
    EventID: 4624,
    TargetUserName: SERVICE_ACCOUNT,
    IpPort: port(prng),
    Message: 'An account was successfully logged on.',
  };
  logs.writeWindows(MINUTE(0, 23, 20), success, spray(`${SERVICE_ACCOUNT} opens`));
}

function writeEscalation(logs: Logs, prng: Prng): void {
  const mark = marking('privilege-escalation');
  const at = MINUTE(1, 1, 31);
  const { insideIp } = INTRUDER;
  const sshd = `sshd[${prng.int(1000, 60_000)}]`;
  logs.writeAuth(
    at,
    sshd,
    `Accepted password for ${SERVICE_ACCOUNT} from ${insideIp} port ${port(prng)} ssh2`,
    mark('The service account logs in by password'),
  );
  logs.writeAuth(
    at + 60,
    sshd,
    `pam_unix(sshd:session): session opened for user ${SERVICE_ACCOUNT}(uid=1011) by ${SERVICE_ACCOUNT}(uid=0)`,
  );
  const sudo = `${SERVICE_ACCOUNT} : TTY=pts/2 ; PWD=/home/${SERVICE_ACCOUNT} ; USER=root ; COMMAND=`;
  logs.writeAuth(at + 95_000, 'sudo', `${sudo}list`, mark('It asks what it may do'));
  logs.writeAuth(
    at + 140_000,
    'sudo',
    `${sudo}/usr/bin/rsync -e sh -c "sh 0<&2 1>&2" 127.0.0.1:/dev/null`,
    mark('rsync starts a root shell'),
  );
  logs.writeAuth(
    at + 260_000,
    `useradd[${prng.int(1000, 60_000)}]`,
    'new user: name=sysupd, UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/2',
    mark('A second root account'),
  );
  const group = {
    Computer: 'DC01.nordlicht.example',
    SubjectUserName: SERVICE_ACCOUNT,
    TargetUserName: 'Domain Admins',
  };
  const member = { ...group, EventID: 4728, MemberName: `CN=${SERVICE_ACCOUNT},OU=Service,DC=nordlicht,DC=example` };
  logs.writeWindows(
    at + 9 * MINUTE_MS,
    { ...member, Message: 'A member was added to a security-enabled global group.' },
    mark('It adds itself to Domain Admins'),
  );
  const special = { Computer: 'DC01.nordlicht.example', EventID: 4672, SubjectUserName: SERVICE_ACCOUNT };
  logs.writeWindows(
    at + 10 * MINUTE_MS,
    { ...special, Message: 'Special privileges assigned to new logon.' },
    mark('First logon with the new rights'),
  );
}

function writeMovement(logs: Logs, prng: Prng): void {
  const mark = marking('lateral-movement');
  const { insideIp } = INTRUDER;
  const windows = [SERVERS.fs01, SERVERS.dc01, SERVERS.fs01];
  windows.forEach((server, place) => {
    const at = MINUTE(1, 1, 48) + place * 7 * MINUTE_MS + prng.int(0, 40_000);
    const LogonType = place === 1 ? 10 : 3;
    const event = {
      Computer: `${server.name}.nordlicht.example`,
      EventID: 4624,
      TargetUserName: SERVICE_ACCOUNT,
      LogonType,
      IpAddress: insideIp,
      IpPort: port(prng),
    };
    logs.writeWindows(
      at,
      { ...event, WorkstationName: 'DESKTOP-4K7Q2', Message: 'An account was successfully logged on.' },
      mark(`Logon to ${server.name}`),
    );
    const flow = {
      action: 'allow',
      src: insideIp,
      sport: port(prng),
      dst: server.ip,
      proto: 'tcp',
      rule: 'vpn-lan',
    } as const;
    logs.writeFlow(
      at + 400,
      {
        ...flow,
        dport: LogonType === 10 ? 3389 : 445,
        bytesOut: prng.int(20_000, 900_000),
        bytesIn: prng.int(20_000, 900_000),
      },
      mark(`Connection to ${server.name}`),
    );
  });
  const service = {
    Computer: 'FS01.nordlicht.example',
    EventID: 4697,
    SubjectUserName: SERVICE_ACCOUNT,
    ProcessName: 'C:\\Windows\\Temp\\msupd.exe',
  };
  logs.writeWindows(
    MINUTE(1, 2, 6),
    { ...service, Message: 'A service was installed in the system.' },
    mark('A service is installed on FS01'),
  );
  for (const [place, server] of [SERVERS.app01, SERVERS.db01].entries()) {
    const at = MINUTE(1, 2, 9) + place * 5 * MINUTE_MS;
    const context = `root : TTY=pts/2 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/ssh ${SERVICE_ACCOUNT}@${server.name}`;
    logs.writeAuth(at, 'sudo', context, mark(`ssh to ${server.name}`));
    const flow = {
      action: 'allow',
      src: SERVERS.vpn01.ip,
      sport: port(prng),
      dst: server.ip,
      dport: 22,
      proto: 'tcp',
    } as const;
    logs.writeFlow(
      at + 1200,
      { ...flow, rule: 'srv-ssh', bytesOut: prng.int(5000, 80_000), bytesIn: prng.int(9000, 200_000) },
      mark(`ssh to ${server.name}`),
    );
  }
}

const NEW_KEY = 'AKIANEWBACKUPEXAMPLE';
const CLI = 'aws-cli/2.24.20 md/awscrt#0.23.8 ua/2.0 os/linux#6.8 md/arch#x86_64 lang/python#3.12';

function writeCloudKey(logs: Logs, prng: Prng): void {
  const mark = marking('cloud-key');
  const identity = assumedRole('portal-app', 'i-0a1b2c3d4e5f60718', 'ASIAPORTALAPP7EXAMPL');
  const call = (minute: number, name: string, what: string, facts: Partial<CloudCall> = {}): void =>
    logs.writeCloud(
      MINUTE(1, 2, minute) + prng.int(0, 30_000),
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

function writeExfiltration(logs: Logs, prng: Prng): void {
  const mark = marking('exfiltration');
  const identity = iamUser('backup-admin', NEW_KEY);
  const common = { ip: INTRUDER.dropIp, userAgent: CLI, identity } as const;
  const start = MINUTE(1, 23, 10);
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
      MINUTE(1, 23, 18) + part * 7 * MINUTE_MS,
      { ...flow, bytesOut, bytesIn: 1_400_000 },
      mark('FS01 sends hundreds of megabytes out'),
    );
  }
  const sessionId = prng.hex(16);
  for (let page = 0; page < 14; page++) {
    const at = MINUTE(1, 23, 30) + page * 40_000 + prng.int(0, 9000);
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

function writeClearing(logs: Logs, prng: Prng): void {
  const mark = marking('log-clearing');
  const sudo = 'sysupd : TTY=pts/2 ; PWD=/root ; USER=root ; COMMAND=';
  const stopped = MINUTE(2, 2, 14);
  const restarted = MINUTE(2, 5, 31);
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
    MINUTE(2, 2, 19),
    { ...cleared, Message: 'The audit log was cleared.' },
    mark('The security log of FS01 is cleared'),
  );
  logs.windows.eraseBetween(MINUTE(2, 0, 40), MINUTE(2, 2, 19));
  const identity = iamUser('backup-admin', NEW_KEY);
  const trail = {
    source: 'cloudtrail',
    ip: INTRUDER.dropIp,
    userAgent: CLI,
    identity,
    readOnly: false,
    request: { name: 'org-trail' },
  } as const;
  logs.writeCloud(MINUTE(2, 2, 22), { ...trail, name: 'StopLogging' }, mark('CloudTrail is stopped'));
  const back = {
    ...trail,
    ip: OFFICE_NAT_IP,
    identity: assumedRole('monitoring', 'collector', 'ASIAMONITORING7EXAMP'),
    userAgent: 'Boto3/1.37.9 md/Botocore#1.37.9',
  };
  logs.writeCloud(
    MINUTE(2, 4, 3),
    { ...back, name: 'StartLogging' },
    mark('The monitoring starts it again; nothing between'),
  );
  logs.cloud[2]?.eraseBetween(MINUTE(2, 2, 22), MINUTE(2, 4, 3));
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
    MINUTE(2, 2, 41),
    { ...flow, bytesOut: 91_400, bytesIn: 3300 },
    mark('The firewall saw a connection while the others were silent'),
  );
}

function writeResponse(logs: Logs, prng: Prng): void {
  const mark = marking('response');
  for (const [place, TargetUserName] of [SERVICE_ACCOUNT, VICTIM].entries()) {
    const event = { Computer: 'DC01.nordlicht.example', EventID: 4725, SubjectUserName: 'vera.lorenz', TargetUserName };
    logs.writeWindows(
      MINUTE(2, 8, 52) + place * 30_000 + prng.int(0, 9000),
      { ...event, Message: 'A user account was disabled.' },
      mark(`${TargetUserName} is disabled`),
    );
  }
  const identity = iamUser('vera.lorenz', `ASIA${prng.base32(9)}EXAMPLE`);
  const call = { source: 'iam', ip: OFFICE_NAT_IP, userAgent: 'AWS Internal', identity, readOnly: false } as const;
  logs.writeCloud(
    MINUTE(2, 9, 4),
    { ...call, name: 'DeleteAccessKey', request: { userName: 'backup-admin', accessKeyId: NEW_KEY } },
    mark('The key is deleted'),
  );
}

function writeDecoys(logs: Logs, prng: Prng): void {
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
      MINUTE(0, 10, 0) + attempt * 10 * MINUTE_MS,
      { ...event, Message: 'An account failed to log on.' },
      marking('decoy-stale-password')('svc-scan fails again'),
    );
  }
  const identity = iamUser('thea.brandt', `ASIA${prng.base32(9)}EXAMPLE`);
  const key = { source: 'iam', ip: OFFICE_NAT_IP, userAgent: 'AWS Internal', identity, readOnly: false } as const;
  const rotation = marking('decoy-key-rotation');
  logs.writeCloud(
    MINUTE(0, 13, 40),
    {
      ...key,
      name: 'CreateAccessKey',
      request: { userName: 'deploy-bot' },
      response: { accessKey: { userName: 'deploy-bot', accessKeyId: 'AKIADEPLOYB2NEXAMPLE', status: 'Active' } },
    },
    rotation('New key for deploy-bot'),
  );
  logs.writeCloud(
    MINUTE(1, 13, 55),
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
    MINUTE(0, 14, 20),
    { ...member, TargetDomainName: WINDOWS_DOMAIN, Message: 'A member was added to a security-enabled local group.' },
    marking('decoy-group-change')('A colleague joins Print Operators'),
  );
}
