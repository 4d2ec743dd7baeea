/**
 * Ordinary days in the domain: people at their desks, services at night.
 *
 * Pure.
 */
import { port, repeat } from './chance.ts';
import {
  BACKUP_PROVIDER_IP,
  DAY_MS,
  END_MS,
  HOUR_MS,
  MINUTE_MS,
  SERVERS,
  SERVICE_ACCOUNT,
  START_MS,
} from './company.ts';
import type { Shift } from './company.ts';
import type { Logs } from './logs.ts';
import type { Prng } from './prng.ts';

export function writeDesk(logs: Logs, prng: Prng, { person, fromMs, toMs, ip }: Shift): void {
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

export function writeServiceLogons(logs: Logs, prng: Prng): void {
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
