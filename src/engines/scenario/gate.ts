/**
 * Ordinary days on the jump host: cron, guessed passwords, administrators, VPN sessions.
 *
 * Pure.
 */
import { anyMoment, port, repeat, scannerIp } from './chance.ts';
import { END_MS, MINUTE_MS, START_MS } from './company.ts';
import type { Shift } from './company.ts';
import type { Logs } from './logs.ts';
import type { Prng } from './prng.ts';
import type { Mark } from './source-log.ts';

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

export function writeCron(logs: Logs, prng: Prng): void {
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

export function writeSshNoise(logs: Logs, prng: Prng): void {
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

export function writeAdminSession(logs: Logs, prng: Prng, { person, ip }: Shift, atMs: number): void {
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

export function writeVpn(logs: Logs, prng: Prng, shift: Shift): void {
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
