/**
 * An ordinary three days: what the logs of a small company hold when nothing happens.
 *
 * Pure. About 50,000 events. Everything follows the people's shifts, so that who, where and when agree across the logs.
 */
import { writeCloud } from './cloud-calls.ts';
import { momentOf } from './company.ts';
import type { Company } from './company.ts';
import { writeDesk, writeServiceLogons } from './desks.ts';
import { writeAdminSession, writeCron, writeSshNoise, writeVpn } from './gate.ts';
import type { Logs } from './logs.ts';
import { writeApp, writeWeb } from './portal.ts';
import type { Prng } from './prng.ts';
import { writeFlows, writeScans } from './traffic.ts';

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
