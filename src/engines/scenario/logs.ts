/**
 * All logs of the sample case, and one way to write to each: the line formats and their ids are settled here, so that
 * background and story differ in nothing but what happened.
 *
 * Pure.
 */
import type { JsonObject } from '../event/audit-event.ts';
import { DAY_MS, DAYS, START_MS } from './company.ts';
import { accessLine, cloudRecord, firewallLine, syslogLine, WINDOWS_COLUMNS, windowsLine } from './formats.ts';
import type { CloudCall, Flow, Hit, WindowsEvent } from './formats.ts';
import type { Prng } from './prng.ts';
import { isoTime, SourceLog } from './source-log.ts';
import type { Mark } from './source-log.ts';

const FIRST_RECORD_ID = 480_000;

export interface AppEvent {
  eventType: string;
  severity: 'low' | 'medium' | 'high' | 'critical';
  userId: string;
  ip: string;
  userAgent: string;
  sessionId: string;
  type: string;
  resource: string;
  method: string;
  success: boolean;
  details: JsonObject;
  message: string;
}

export class Logs {
  readonly auth = new SourceLog('vpn01/auth.log', 1000);
  readonly firewall = new SourceLog('fw01/traffic.log', 1);
  readonly web = new SourceLog('portal/access.log', 1000);
  readonly app = new SourceLog('app01/audit.jsonl', 1);
  readonly windows = new SourceLog('windows/security.csv', 1, {
    prefix: `${WINDOWS_COLUMNS.join(',')}\r\n`,
    separator: '\r\n',
    suffix: '\r\n',
  });
  readonly cloud: readonly SourceLog[] = Array.from({ length: DAYS }, (_, day) => {
    const date = isoTime(START_MS + day * DAY_MS).slice(0, 10);
    return new SourceLog(`cloudtrail/${date}.json`, 1000, { prefix: '{"Records":[', separator: ',', suffix: ']}\n' });
  });
  readonly #prng: Prng;

  constructor(prng: Prng) {
    this.#prng = prng;
  }

  get all(): SourceLog[] {
    return [this.app, this.auth, ...this.cloud, this.firewall, this.web, this.windows];
  }

  writeAuth(atMs: number, program: string, message: string, mark?: Mark): void {
    this.auth.add(atMs, syslogLine(atMs, 'vpn01', program, message), { mark });
  }

  writeFlow(atMs: number, flow: Flow, mark?: Mark): void {
    this.firewall.add(atMs, firewallLine(atMs, flow, this.#prng.hex(8)), { mark });
  }

  writeHit(atMs: number, hit: Hit, mark?: Mark): void {
    this.web.add(atMs, accessLine(atMs, hit), { mark });
  }

  writeWindows(atMs: number, event: WindowsEvent, mark?: Mark): void {
    const ticks = this.#prng.int(0, 9999);
    const idOf = (number: number): number => FIRST_RECORD_ID + number;
    const options = { mark, eventId: (number: number) => String(idOf(number)) };
    this.windows.add(atMs, (number) => windowsLine(atMs, idOf(number), ticks, event), options);
  }

  writeCloud(atMs: number, call: CloudCall, mark?: Mark): void {
    const eventId = this.#prng.uuid();
    const log = this.cloud[Math.floor((atMs - START_MS) / DAY_MS)];
    log?.add(atMs, cloudRecord(atMs, eventId, this.#prng.uuid(), call), { mark, eventId });
  }

  writeApp(atMs: number, event: AppEvent, mark?: Mark): void {
    const eventId = this.#prng.uuid();
    const { eventType, severity, userId, ip, userAgent, sessionId, type, resource, method, success, details, message } =
      event;
    const entry = {
      eventId,
      timestamp: isoTime(atMs),
      eventType,
      severity,
      source: { ip, userAgent, userId, sessionId, tenantId: 'nordlicht' },
      action: { type, resource, method, success, details },
      metadata: { service: 'freight-portal', version: '5.12.3', region: 'fra1', message },
    };
    this.app.add(atMs, JSON.stringify(entry), { mark, eventId });
  }
}
