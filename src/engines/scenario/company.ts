/**
 * The company of the sample case: people, machines, networks, and who works when and from where.
 *
 * Pure. All addresses are from the documentation ranges (RFC 5737) or private (RFC 1918), all names from RFC 2606.
 */
import type { Prng } from './prng.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Tuesday 11 March 2025, 00:00 UTC; the logs cover three days. All machines run on UTC. */
export const START_MS = 1_741_651_200_000;
export const DAYS = 3;
export const END_MS = START_MS + DAYS * DAY_MS;

export const DOMAIN = 'nordlicht.example';
export const WINDOWS_DOMAIN = 'NORDLICHT';
export const CLOUD_ACCOUNT = '111122223333';
export const CLOUD_REGION = 'eu-central-1';
/** The office and the servers appear to the internet under this address. */
export const OFFICE_NAT_IP = '192.0.2.254';
export const BACKUP_PROVIDER_IP = '192.0.2.200';

export const SERVERS = {
  dc01: { name: 'DC01', ip: '10.20.5.10' },
  fs01: { name: 'FS01', ip: '10.20.5.20' },
  app01: { name: 'app01', ip: '10.20.5.30' },
  db01: { name: 'db01', ip: '10.20.5.31' },
  vpn01: { name: 'vpn01', ip: '10.20.5.5' },
} as const;

export type Team = 'dispatch' | 'sales' | 'finance' | 'it';

export interface Person {
  user: string;
  team: Team;
  workstation: string;
  lanIp: string;
  homeIp: string;
  userAgent: string;
}

/** Where and when a person works on one day; UTC milliseconds. */
export interface Shift {
  person: Person;
  day: number;
  fromMs: number;
  toMs: number;
  /** Address inside the company: at the desk, or from the VPN pool. */
  ip: string;
  /** How the VPN sees a person who is not in the office. */
  vpn?: { src: string; country: string };
}

export interface Company {
  people: readonly Person[];
  shifts: readonly Shift[];
}

const USERS: readonly [user: string, team: Team][] = [
  ['anna.keller', 'dispatch'],
  ['bjoern.falk', 'dispatch'],
  ['carla.neumann', 'dispatch'],
  ['deniz.aydin', 'dispatch'],
  ['elif.kaya', 'dispatch'],
  ['frank.oswald', 'dispatch'],
  ['greta.lind', 'dispatch'],
  ['hannes.vogt', 'dispatch'],
  ['ines.maurer', 'sales'],
  ['jonas.petersen', 'sales'],
  ['katrin.sommer', 'sales'],
  ['lukas.weber', 'sales'],
  ['mara.hoffmann', 'sales'],
  ['nils.thomsen', 'sales'],
  ['olga.petrova', 'finance'],
  ['paul.richter', 'finance'],
  ['rosa.blank', 'finance'],
  ['stefan.kurz', 'finance'],
  ['thea.brandt', 'it'],
  ['uwe.jansen', 'it'],
  ['vera.lorenz', 'it'],
  ['yannick.roth', 'it'],
];

export const USER_AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36 Edg/134.0.0.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:136.0) Gecko/20100101 Firefox/136.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1',
] as const;

/** Who falls for the mail, and whose account the intruder uses first. */
export const VICTIM = 'mara.hoffmann';
/** The service account with too many rights. */
export const SERVICE_ACCOUNT = 'svc-backup';

/** Travels on the second day, announced and harmless. */
const TRAVELLER = { user: 'ines.maurer', day: 1, src: '203.0.113.201', country: 'FR' };

function makeShift(person: Person, day: number, poolHost: number, prng: Prng): Shift | undefined {
  const isAbsent = prng.chance(0.06);
  const isAtHome = prng.chance(person.team === 'it' ? 0.5 : 0.3);
  const fromMs = START_MS + day * DAY_MS + 6.5 * HOUR_MS + Math.floor(prng.unit() * 1.8 * HOUR_MS);
  const toMs = fromMs + 8 * HOUR_MS + Math.floor(prng.unit() * 1.5 * HOUR_MS);
  const shift: Shift = { person, day, fromMs, toMs, ip: person.lanIp };
  // The story needs its victim at the desk on the first day.
  if (person.user === VICTIM && day === 0) return shift;
  const poolIp = `10.30.0.${poolHost}`;
  if (person.user === TRAVELLER.user && day === TRAVELLER.day) return { ...shift, ip: poolIp, vpn: TRAVELLER };
  if (isAbsent && person.team !== 'it') return undefined;
  return isAtHome ? { ...shift, ip: poolIp, vpn: { src: person.homeIp, country: 'DE' } } : shift;
}

export function makeCompany(prng: Prng): Company {
  const people = USERS.map(([user, team], at): Person => {
    const userAgent = prng.pick(USER_AGENTS.slice(0, 4));
    const workstation = `WS-${String(at + 1).padStart(2, '0')}`;
    return { user, team, workstation, lanIp: `10.20.1.${at + 11}`, homeIp: `192.0.2.${at + 20}`, userAgent };
  });
  const shifts: Shift[] = [];
  for (let day = 0; day < DAYS; day++) {
    people.forEach((person, at) => {
      const shift = makeShift(person, day, at + 50, prng);
      if (shift !== undefined) shifts.push(shift);
    });
  }
  return { people, shifts };
}

/** A moment of a shift; fewer around noon. */
export function momentOf(shift: Shift, prng: Prng): number {
  for (;;) {
    const at = shift.fromMs + Math.floor(prng.unit() * (shift.toMs - shift.fromMs));
    const hour = (at % DAY_MS) / HOUR_MS;
    if (hour < 11 || hour > 12 || prng.chance(0.35)) return at;
  }
}
