/**
 * Ordinary days of the portal: visitors and probes at the web server, work in the application.
 *
 * Pure.
 */
import { anyMoment, customerIp, repeat, scannerIp } from './chance.ts';
import { momentOf, OFFICE_NAT_IP, USER_AGENTS } from './company.ts';
import type { Company, Shift } from './company.ts';
import type { Logs } from './logs.ts';
import type { Prng } from './prng.ts';

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

export function writeWeb(logs: Logs, prng: Prng, company: Company): void {
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

export function writeApp(logs: Logs, prng: Prng, shift: Shift): void {
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
