/**
 * Ordinary days at the firewall: where people go, and who knocks.
 *
 * Pure.
 */
import { anyMoment, port, repeat, scannerIp } from './chance.ts';
import { momentOf, OFFICE_NAT_IP, SERVERS } from './company.ts';
import type { Shift } from './company.ts';
import type { Logs } from './logs.ts';
import type { Prng } from './prng.ts';

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

export function writeFlows(logs: Logs, prng: Prng, shift: Shift): void {
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

export function writeScans(logs: Logs, prng: Prng): void {
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
