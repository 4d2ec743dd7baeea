/**
 * An ordinary three days: what the logs of a small company hold when nothing happens.
 *
 * Pure. About 50,000 events. Everything follows the people's shifts, so that who, where and when agree across the logs.
 */
import {
  BACKUP_PROVIDER_IP,
  DAY_MS,
  END_MS,
  HOUR_MS,
  MINUTE_MS,
  momentOf,
  OFFICE_NAT_IP,
  SERVERS,
  SERVICE_ACCOUNT,
  START_MS,
  USER_AGENTS,
} from './company.ts';
import type { Company, Shift } from './company.ts';
import { assumedRole, iamUser } from './formats.ts';
import type { Logs } from './logs.ts';
import type { Prng } from './prng.ts';
import type { Mark } from './source-log.ts';

const port = (prng: Prng): number => prng.int(49_152, 65_535);
const anyMoment = (prng: Prng): number => START_MS + Math.floor(prng.unit() * (END_MS - START_MS));
const repeat = (count: number, act: (at: number) => void): void => {
  for (let at = 0; at < count; at++) act(at);
};

/** Internet hosts that knock at every door. */
const scannerIp = (prng: Prng): string =>
  prng.chance(0.5) ? `203.0.113.${prng.int(1, 50)}` : `198.51.100.${prng.int(1, 20)}`;
const customerIp = (prng: Prng): string => `198.51.100.${prng.int(120, 250)}`;

const GUESSED_USERS = [
  'admin',
  'root',
  'oracle',
  'test',
  'ubuntu',
  'postgres',
  'git',
  'ftpuser',
  'pi',
  'user',
  'guest',
  'support',
];

function writeCron(logs: Logs, prng: Prng): void {
  for (let atMs = START_MS + MINUTE_MS; atMs < END_MS; atMs += 10 * MINUTE_MS) {
    const pid = prng.int(1000, 60_000);
    const opened = 'pam_unix(cron:session): session opened for user root(uid=0) by root(uid=0)';
    logs.writeAuth(atMs + 1000, `CRON[${pid}]`, opened);
    logs.writeAuth(
      atMs + 1000 + prng.int(50, 1500),
      `CRON[${pid}]`,
      'pam_unix(cron:session): session closed for user root',
    );
  }
}

function writeSshNoise(logs: Logs, prng: Prng): void {
  repeat(900, () => {
    const atMs = anyMoment(prng);
    const ip = scannerIp(prng);
    const sshd = `sshd[${prng.int(1000, 60_000)}]`;
    const from = `from ${ip} port ${port(prng)}`;
    const user = prng.pick(GUESSED_USERS);
    if (user === 'root') {
      repeat(prng.int(1, 3), (at) => logs.writeAuth(atMs + at * 2100, sshd, `Failed password for root ${from} ssh2`));
      logs.writeAuth(
        atMs + 7000,
        sshd,
        `Connection closed by authenticating user root ${ip} port ${port(prng)} [preauth]`,
      );
      return;
    }
    logs.writeAuth(atMs, sshd, `Invalid user ${user} ${from}`);
    logs.writeAuth(atMs + 1900, sshd, `Failed password for invalid user ${user} ${from} ssh2`);
    logs.writeAuth(atMs + 2300, sshd, `Connection closed by invalid user ${user} ${ip} port ${port(prng)} [preauth]`);
  });
}

const ADMIN_COMMANDS = [
  '/usr/bin/systemctl status openvpn-server@main',
  '/usr/bin/apt-get update',
  '/usr/bin/journalctl -u sshd --since today',
  '/usr/bin/tail -n 200 /var/log/auth.log',
  '/usr/sbin/ss -tlnp',
  '/usr/bin/less /etc/openvpn/server/main.conf',
  '/usr/bin/systemctl restart chrony',
];

function writeAdminSession(logs: Logs, prng: Prng, { person, ip }: Shift, atMs: number): void {
  const sshd = `sshd[${prng.int(1000, 60_000)}]`;
  const key = `SHA256:${prng.base32(43)}`;
  logs.writeAuth(
    atMs,
    sshd,
    `Accepted publickey for ${person.user} from ${ip} port ${port(prng)} ssh2: ED25519 ${key}`,
  );
  logs.writeAuth(
    atMs + 40,
    sshd,
    `pam_unix(sshd:session): session opened for user ${person.user}(uid=1004) by ${person.user}(uid=0)`,
  );
  logs.writeAuth(atMs + 90, 'systemd-logind[611]', `New session ${prng.int(100, 9000)} of user ${person.user}.`);
  const count = prng.int(1, 5);
  repeat(count, (at) => {
    const sudoMs = atMs + (at + 1) * prng.int(20_000, 90_000);
    const context = `${person.user} : TTY=pts/${prng.int(0, 3)} ; PWD=/home/${person.user} ; USER=root`;
    logs.writeAuth(sudoMs, 'sudo', `${context} ; COMMAND=${prng.pick(ADMIN_COMMANDS)}`);
    logs.writeAuth(
      sudoMs + 10,
      'sudo',
      `pam_unix(sudo:session): session opened for user root(uid=0) by ${person.user}(uid=1004)`,
    );
    logs.writeAuth(sudoMs + 900, 'sudo', 'pam_unix(sudo:session): session closed for user root');
  });
  logs.writeAuth(atMs + 600_000, sshd, `pam_unix(sshd:session): session closed for user ${person.user}`);
}

/** The VPN daemon's lines for one session. */
export function writeVpnLogin(
  logs: Logs,
  session: { atMs: number; user: string; src: string; country: string; assigned: string; method: string; id: string },
  prng: Prng,
  mark?: Mark,
): void {
  const { atMs, user, src, country, assigned, method, id } = session;
  const peer = `${src}:${port(prng)}`;
  logs.writeAuth(
    atMs - 1200,
    'openvpn[812]',
    `${peer} TLS: Initial packet from [AF_INET]${peer}, sid=${prng.hex(8)} ${prng.hex(8)}`,
  );
  const facts = `user=${user} src=${src} country=${country} method=${method} result=success assigned=${assigned} session=${id}`;
  logs.writeAuth(atMs, 'vpn-auth[901]', facts, mark);
  logs.writeAuth(atMs + 200, 'openvpn[812]', `${peer} [${user}] Peer Connection Initiated with [AF_INET]${peer}`);
  logs.writeAuth(atMs + 350, 'openvpn[812]', `MULTI: Learn: ${assigned} -> ${user}/${peer}`);
}

function writeVpn(logs: Logs, prng: Prng, shift: Shift): void {
  if (shift.vpn === undefined) return;
  const { user } = shift.person;
  const { src, country } = shift.vpn;
  const atMs = shift.fromMs - prng.int(60_000, 400_000);
  if (prng.chance(0.12)) {
    const facts = `user=${user} src=${src} country=${country} method=password+otp result=failure reason=otp`;
    logs.writeAuth(atMs - prng.int(15_000, 60_000), 'vpn-auth[901]', facts);
  }
  const id = prng.hex(12);
  const mark = country === 'DE' ? undefined : { step: 'decoy-traveller', what: `Login from ${country}` };
  writeVpnLogin(logs, { atMs, user, src, country, assigned: shift.ip, method: 'password+otp', id }, prng, mark);
  const sent = Math.floor(prng.exponential() * 40_000_000);
  const facts = `user=${user} session=${id} disconnect bytes_sent=${sent} bytes_received=${sent * 4}`;
  logs.writeAuth(shift.toMs + prng.int(1000, 600_000), 'vpn-auth[901]', facts);
}

function writeDesk(logs: Logs, prng: Prng, { person, fromMs, toMs, ip }: Shift): void {
  const { user, workstation } = person;
  const Computer = `${workstation}.nordlicht.example`;
  const logon = (EventID: number, LogonType: number, Message: string) => ({
    Computer,
    EventID,
    TargetUserName: user,
    LogonType,
    IpAddress: '127.0.0.1',
    WorkstationName: workstation,
    Message,
  });
  if (prng.chance(0.15))
    logs.writeWindows(fromMs - 20_000, { ...logon(4625, 2, 'An account failed to log on.'), Status: '0xC000006A' });
  logs.writeWindows(fromMs, logon(4624, 2, 'An account was successfully logged on.'));
  repeat(prng.int(2, 6), () => {
    const atMs = fromMs + Math.floor(prng.unit() * (toMs - fromMs));
    logs.writeWindows(atMs, logon(4800, 2, 'The workstation was locked.'));
    logs.writeWindows(atMs + prng.int(120_000, 1_800_000), logon(4801, 2, 'The workstation was unlocked.'));
  });
  const programs = [
    'EXCEL.EXE',
    'OUTLOOK.EXE',
    'chrome.exe',
    'msedge.exe',
    'Teams.exe',
    'FreightDesk.exe',
    'AcroRd32.exe',
  ];
  repeat(prng.int(12, 30), () => {
    const program = prng.pick(programs);
    const ProcessName = `C:\\Program Files\\${program.replace(/\.exe$/i, '')}\\${program}`;
    const CommandLine = `"${ProcessName}"`;
    const Message = 'A new process has been created.';
    logs.writeWindows(fromMs + Math.floor(prng.unit() * (toMs - fromMs)), {
      Computer,
      EventID: 4688,
      SubjectUserName: user,
      ProcessName,
      CommandLine,
      Message,
    });
  });
  repeat(prng.int(6, 16), () => {
    const server = prng.pick([SERVERS.dc01, SERVERS.fs01, SERVERS.fs01]);
    const atMs = fromMs + Math.floor(prng.unit() * (toMs - fromMs));
    const event = {
      Computer: `${server.name}.nordlicht.example`,
      TargetUserName: user,
      LogonType: 3,
      IpAddress: ip,
      IpPort: port(prng),
    };
    logs.writeWindows(atMs, {
      ...event,
      EventID: 4624,
      WorkstationName: workstation,
      Message: 'An account was successfully logged on.',
    });
    logs.writeWindows(atMs + prng.int(60_000, 900_000), {
      ...event,
      EventID: 4634,
      Message: 'An account was logged off.',
    });
  });
  logs.writeWindows(toMs, logon(4647, 2, 'User initiated logoff.'));
}

function writeServiceLogons(logs: Logs, prng: Prng): void {
  for (let atMs = START_MS + 15 * MINUTE_MS; atMs < END_MS; atMs += 30 * MINUTE_MS) {
    const server = prng.pick([SERVERS.dc01, SERVERS.fs01]);
    const event = { Computer: `${server.name}.nordlicht.example`, TargetUserName: `${server.name}$`, LogonType: 5 };
    logs.writeWindows(atMs + prng.int(0, 60_000), {
      ...event,
      EventID: 4624,
      Message: 'An account was successfully logged on.',
    });
    // Group policy and time service tick on the domain controller.
    const tick = {
      Computer: 'DC01.nordlicht.example',
      EventID: 4769,
      TargetUserName: `FS01$@NORDLICHT.EXAMPLE`,
      IpAddress: SERVERS.fs01.ip,
    };
    logs.writeWindows(atMs + prng.int(0, 900_000), {
      ...tick,
      Status: '0x0',
      Message: 'A Kerberos service ticket was requested.',
    });
  }
  // Nightly backup, from the backup server's own address.
  repeat(3, (day) => {
    const atMs = START_MS + day * DAY_MS + HOUR_MS + 5 * MINUTE_MS + prng.int(0, 60_000);
    const event = {
      Computer: 'FS01.nordlicht.example',
      EventID: 4624,
      TargetUserName: SERVICE_ACCOUNT,
      LogonType: 3,
      IpAddress: '10.20.5.40',
    };
    logs.writeWindows(atMs, { ...event, WorkstationName: 'BK01', Message: 'An account was successfully logged on.' });
    repeat(8, (part) =>
      logs.writeFlow(atMs + (part + 1) * 4 * MINUTE_MS, {
        action: 'allow',
        src: '10.20.5.40',
        sport: port(prng),
        dst: BACKUP_PROVIDER_IP,
        dport: 443,
        proto: 'tcp',
        rule: 'backup-offsite',
        bytesOut: 380_000_000 + prng.int(0, 90_000_000),
        bytesIn: 2_100_000,
        host: 'vault.backup-provider.example',
      }),
    );
  });
}

const WEB_HOSTS = [
  'portal.nordlicht.example',
  'mail.example.com',
  'maps.example.org',
  'news.example.net',
  'cdn.example.com',
  'teams.example.com',
  'tracking.carrier.example',
  'customs.example.org',
];

function writeFlows(logs: Logs, prng: Prng, shift: Shift): void {
  repeat(prng.int(130, 200), () => {
    const atMs = momentOf(shift, prng);
    const host = prng.pick(WEB_HOSTS);
    const common = { action: 'allow', src: shift.ip, sport: port(prng) } as const;
    if (prng.chance(0.3)) {
      logs.writeFlow(atMs, {
        ...common,
        dst: SERVERS.dc01.ip,
        dport: 53,
        proto: 'udp',
        rule: 'lan-dns',
        bytesOut: prng.int(60, 90),
        bytesIn: prng.int(90, 300),
        host,
      });
    } else if (prng.chance(0.2)) {
      logs.writeFlow(atMs, {
        ...common,
        dst: SERVERS.fs01.ip,
        dport: 445,
        proto: 'tcp',
        rule: 'lan-files',
        bytesOut: Math.floor(prng.exponential() * 300_000),
        bytesIn: Math.floor(prng.exponential() * 4_000_000),
      });
    } else {
      const dst = `198.51.100.${90 + WEB_HOSTS.indexOf(host)}`;
      logs.writeFlow(atMs, {
        ...common,
        dst,
        dport: 443,
        proto: 'tcp',
        rule: 'out-web',
        bytesOut: Math.floor(prng.exponential() * 9000) + 400,
        bytesIn: Math.floor(prng.exponential() * 90_000) + 900,
        host,
      });
    }
  });
}

function writeScans(logs: Logs, prng: Prng): void {
  repeat(9000, () => {
    const dport = prng.pick([22, 23, 80, 443, 445, 1433, 3306, 3389, 5060, 5900, 8080, 8443, 6379, 9200]);
    const flow = {
      src: scannerIp(prng),
      sport: port(prng),
      dst: OFFICE_NAT_IP,
      dport,
      bytesOut: 0,
      bytesIn: 60,
    } as const;
    logs.writeFlow(anyMoment(prng), {
      ...flow,
      action: 'deny',
      proto: dport === 5060 ? 'udp' : 'tcp',
      rule: 'wan-default-deny',
    });
  });
}

const PAGES = [
  '/',
  '/login',
  '/shipments',
  '/shipments?status=open',
  '/track',
  '/invoices',
  '/assets/app.4f2b.js',
  '/assets/app.91aa.css',
  '/api/v2/rates?from=HAM&to=OSL',
  '/help',
];
const PROBES = [
  '/wp-login.php',
  '/.env',
  '/phpmyadmin/',
  '/.git/config',
  '/admin.php',
  '/cgi-bin/luci',
  '/actuator/health',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
];

function writeWeb(logs: Logs, prng: Prng, company: Company): void {
  repeat(6500, () => {
    const shift = prng.pick(company.shifts);
    const target = prng.chance(0.4) ? `/shipments/${prng.int(410_000, 419_999)}` : prng.pick(PAGES);
    const status = prng.chance(0.03) ? prng.pick([301, 304, 404, 500]) : 200;
    const userAgent = prng.pick(USER_AGENTS);
    const hit = { method: target === '/login' && prng.chance(0.6) ? 'POST' : 'GET', target, status, userAgent };
    const bytes = Math.floor(prng.exponential() * 14_000) + 200;
    logs.writeHit(momentOf(shift, prng), {
      ...hit,
      ip: customerIp(prng),
      bytes,
      referer: 'https://portal.nordlicht.example/',
    });
  });
  for (const shift of company.shifts) {
    const ip = shift.vpn === undefined ? OFFICE_NAT_IP : shift.ip;
    repeat(prng.int(25, 50), () => {
      const target = prng.chance(0.6)
        ? `/staff/shipments/${prng.int(410_000, 419_999)}`
        : prng.pick(['/staff', '/staff/queue', '/staff/rates']);
      const { user, userAgent } = shift.person;
      logs.writeHit(momentOf(shift, prng), {
        ip,
        user,
        method: 'GET',
        target,
        status: 200,
        bytes: prng.int(900, 30_000),
        userAgent,
      });
    });
  }
  repeat(700, () => {
    const hit = { ip: scannerIp(prng), method: 'GET', target: prng.pick(PROBES), status: 404, bytes: 153 };
    logs.writeHit(anyMoment(prng), {
      ...hit,
      userAgent: prng.pick(['Mozilla/5.0 zgrab/0.x', 'python-requests/2.31.0', 'curl/8.5.0', 'Go-http-client/1.1']),
    });
  });
}

const APP_ACTIONS = [
  ['shipment_viewed', 'read', 'shipment', 'GET', 60],
  ['shipment_updated', 'update', 'shipment', 'PUT', 18],
  ['rate_calculated', 'read', 'rate', 'POST', 14],
  ['customer_viewed', 'read', 'customer', 'GET', 12],
  ['invoice_created', 'create', 'invoice', 'POST', 5],
  ['report_exported', 'export', 'report', 'POST', 1],
] as const;
const APP_WEIGHTS = APP_ACTIONS.flatMap((action) => Array.from({ length: action[4] }, () => action));

function writeApp(logs: Logs, prng: Prng, shift: Shift): void {
  const { user, userAgent } = shift.person;
  const common = {
    userId: user,
    ip: shift.ip,
    userAgent,
    sessionId: prng.hex(16),
  };
  const login = { eventType: 'user_login', type: 'authentication', resource: 'session', method: 'POST' };
  if (prng.chance(0.1)) {
    const failed = {
      ...common,
      ...login,
      severity: 'medium',
      success: false,
      details: { reason: 'bad_password' },
    } as const;
    logs.writeApp(shift.fromMs + 40_000, { ...failed, message: `Login of ${user} failed` });
  }
  const opened = { ...common, ...login, severity: 'low', success: true, details: { mfa: true } } as const;
  logs.writeApp(shift.fromMs + 60_000, { ...opened, message: `${user} logged in` });
  repeat(prng.int(90, 150), () => {
    const [eventType, type, kind, method] = prng.pick(APP_WEIGHTS);
    const id = kind === 'customer' ? prng.int(2000, 2890) : prng.int(410_000, 419_999);
    const details: Record<string, string | number> = { durationMs: prng.int(8, 420) };
    if (type === 'export') Object.assign(details, { rows: prng.int(20, 400), format: 'csv' });
    const event = {
      ...common,
      eventType,
      severity: 'low',
      type,
      resource: `${kind}/${id}`,
      method,
      success: !prng.chance(0.01),
      details,
    } as const;
    logs.writeApp(momentOf(shift, prng), { ...event, message: `${user} ${eventType.replace('_', ' ')} ${id}` });
  });
}

const INFRASTRUCTURE = { role: 'portal-app', key: 'ASIAPORTALAPP7EXAMPL' };

function writeCloud(logs: Logs, prng: Prng, company: Company): void {
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

export function writeBackground(logs: Logs, company: Company, prng: Prng): void {
  writeCron(logs, prng.fork('cron'));
  writeSshNoise(logs, prng.fork('ssh-noise'));
  writeServiceLogons(logs, prng.fork('service'));
  writeScans(logs, prng.fork('scans'));
  writeWeb(logs, prng.fork('web'), company);
  writeCloud(logs, prng.fork('cloud'), company);
  const desk = prng.fork('desk');
  for (const shift of company.shifts) {
    writeVpn(logs, desk, shift);
    writeDesk(logs, desk, shift);
    writeFlows(logs, desk, shift);
    writeApp(logs, desk, shift);
    if (shift.person.team === 'it' && desk.chance(0.8)) writeAdminSession(logs, desk, shift, momentOf(shift, desk));
  }
}
