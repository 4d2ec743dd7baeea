/**
 * The steps of the intrusion and the harmless look-alikes, as the answer key tells them.
 *
 * Pure. Source: techniques by their MITRE ATT&CK ids (Enterprise, v16).
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, SERVICE_ACCOUNT, START_MS, VICTIM } from './company.ts';
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

/** A moment of the three days: day 0 to 2, hour and minute in UTC. */
export const momentAt = (day: number, hour: number, minute: number): number =>
  START_MS + day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;

/** Makes the marks of one step: what each event of it shows. */
export const marking =
  (step: string) =>
  (what: string): Mark => ({ step, what });
