/** Events whose every fact is known without the program: a plain filter over them is what a search must find. */
import { writeFileSync } from 'node:fs';

export interface MixedEvent {
  eventId: string;
  timestamp?: string;
  eventType: string;
  severity: 'low' | 'medium' | 'high' | 'critical';
  source: { userId: string; ip: string };
  action: { type: string; resource: string; success: boolean };
  metadata: { message: string; bytes: number };
}

const FROM_MS = Date.UTC(2026, 0, 1);
const SPAN_S = 86_400 * 30;
const WORDS = ['ledger', 'Größe', 'mimikatz', 'backup', 'naïve', 'vault', 'opened', 'closed', 'denied', '日本'];
const SEVERITIES = ['low', 'low', 'low', 'medium', 'high', 'critical'] as const;

/** Park-Miller: the same events in every run. */
export function mixedEvents(seed: number, count: number): MixedEvent[] {
  let state = seed;
  const below = (n: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % n;
  };
  return Array.from({ length: count }, (_, i) => {
    // Every fourth stands on a full hour, so that many events share one time; one in forty has no time.
    const second = below(4) === 0 ? below(SPAN_S / 3600) * 3600 : below(SPAN_S);
    const words = Array.from({ length: 2 + below(4) }, () => WORDS[below(WORDS.length)]);
    return {
      eventId: `${seed}-${i}`,
      ...(below(40) === 0 ? {} : { timestamp: new Date(FROM_MS + second * 1000 + below(2) * 500).toISOString() }),
      eventType: ['user_login', 'file_access', 'config_change'][below(3)] as string,
      severity: SEVERITIES[below(SEVERITIES.length)] as MixedEvent['severity'],
      source: { userId: `user${below(23)}`, ip: `10.${below(3)}.${below(7)}.${below(250)}` },
      action: { type: 'read', resource: `/srv/${below(40)}`, success: below(5) !== 0 },
      metadata: { message: words.join(' '), bytes: below(5000) },
    };
  });
}

export function writeEvents(path: string, events: readonly MixedEvent[]): void {
  writeFileSync(path, `${events.map((event) => JSON.stringify(event)).join('\n')}\n`);
}

const hasWord = (word: string) => (event: MixedEvent) =>
  event.metadata.message.toLowerCase().split(' ').includes(word.toLowerCase());

/** Queries with what they mean, said without the query language. */
export const MIXED_QUERIES: readonly (readonly [query: string, means: (event: MixedEvent) => boolean])[] = [
  ['*', () => true],
  ['user:user7', ({ source }) => source.userId === 'user7'],
  ['mimikatz', hasWord('mimikatz')],
  ['GRÖSSE OR größe', hasWord('größe')],
  ['ledg* -vault', (event) => hasWord('ledger')(event) && !hasWord('vault')(event)],
  ['"backup opened"', ({ metadata }) => ` ${metadata.message} `.includes(' backup opened ')],
  ['severity:>=high AND success:false', ({ severity, action }) => /high|critical/.test(severity) && !action.success],
  [
    'ip:10.1.0.0/16 bytes:[1000 TO 2000]',
    ({ source, metadata }) => source.ip.startsWith('10.1.') && metadata.bytes >= 1000 && metadata.bytes <= 2000,
  ],
  ['NOT timestamp:*', ({ timestamp }) => timestamp === undefined],
  [
    'timestamp:2026-01-09 eventType:user_login',
    ({ timestamp, eventType }) => timestamp?.startsWith('2026-01-09') === true && eventType === 'user_login',
  ],
  ['user:nobody', () => false],
];
