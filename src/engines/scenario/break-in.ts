/**
 * The first two nights: a stolen password, spraying, root, and on to the other servers.
 *
 * Pure. Times are fixed, details follow the seed.
 */
import { port } from './chance.ts';
import { MINUTE_MS, SERVERS, SERVICE_ACCOUNT, VICTIM } from './company.ts';
import type { Company } from './company.ts';
import { writeVpnLogin } from './gate.ts';
import type { Logs } from './logs.ts';
import type { Prng } from './prng.ts';
import { INTRUDER, marking, momentAt } from './steps.ts';

export function writePhishing(logs: Logs, company: Company, prng: Prng): void {
  const mark = marking('phishing');
  const victim = company.people.find(({ user }) => user === VICTIM);
  const src = victim?.lanIp ?? '10.20.1.23';
  const at = momentAt(0, 9, 12);
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

export function writeEntry(logs: Logs, company: Company, prng: Prng): void {
  const entry = marking('vpn-login');
  const at = momentAt(0, 22, 47);
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
      const atMs = momentAt(0, 22, 58) + round * 11 * MINUTE_MS + place * 24_000 + prng.int(0, 9000);
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
  logs.writeWindows(momentAt(0, 23, 20), success, spray(`${SERVICE_ACCOUNT} opens`));
}

export function writeEscalation(logs: Logs, prng: Prng): void {
  const mark = marking('privilege-escalation');
  const at = momentAt(1, 1, 31);
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

export function writeMovement(logs: Logs, prng: Prng): void {
  const mark = marking('lateral-movement');
  const { insideIp } = INTRUDER;
  const windows = [SERVERS.fs01, SERVERS.dc01, SERVERS.fs01];
  windows.forEach((server, place) => {
    const at = momentAt(1, 1, 48) + place * 7 * MINUTE_MS + prng.int(0, 40_000);
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
    momentAt(1, 2, 6),
    { ...service, Message: 'A service was installed in the system.' },
    mark('A service is installed on FS01'),
  );
  for (const [place, server] of [SERVERS.app01, SERVERS.db01].entries()) {
    const at = momentAt(1, 2, 9) + place * 5 * MINUTE_MS;
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
