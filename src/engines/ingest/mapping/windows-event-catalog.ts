/**
 * Look-up of well-known Windows events by provider and id.
 *
 * Pure. The table is read once when the module loads; a look-up is two Map reads.
 * Trust: the table is ours, provider and id are the log's.
 */
import type { Severity } from '../../event/audit-event.ts';
import { WINDOWS_EVENT_ROWS } from './windows-event-rows.ts';

/** What kind of thing was done: `action.type` of the event. */
export const WINDOWS_ACTIONS = [
  'authentication',
  'session',
  'process',
  'library',
  'driver',
  'script',
  'file',
  'share',
  'registry',
  'network',
  'account_management',
  'group_management',
  'directory',
  'privilege',
  'policy_change',
  'log_clear',
  'log_service',
  'service',
  'task',
  'malware',
  'firewall',
  'system',
  'database',
  'software',
  'wmi',
  'pipe',
  'device',
  'certificate',
] as const;
export type WindowsAction = (typeof WINDOWS_ACTIONS)[number];

/**
 * Whose action it is: the account named as target (logons), as subject, in the first unnamed value, in PowerShell's
 * context text, or the first named.
 */
export const ACTOR_RULES = ['target', 'subject', 'listed', 'context', 'any'] as const;
export type ActorRule = (typeof ACTOR_RULES)[number];

export interface KnownEvent {
  readonly provider: string;
  /** Decimal event id. */
  readonly code: string;
  readonly eventType: string;
  readonly action: WindowsAction;
  /** `by-keywords`: the audit bits of the record's Keywords decide. */
  readonly outcome: 'success' | 'failure' | 'by-keywords';
  readonly severity: Severity;
  readonly actor: ActorRule;
  /** Field whose value names what was acted on; '' where there is none. */
  readonly resource: string;
  /** Words with places, see windows-event-rows.ts. */
  readonly words: string;
}

const byProvider = new Map<string, Map<string, KnownEvent>>();

function readRows(table: string): void {
  let providers: string[] = [];
  for (const line of table.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('# ')) {
      providers = line.slice(2).split(' | ');
      continue;
    }
    const [code = '', eventType = '', action, outcome, severity, actor, resource = '', ...words] = line.split(' | ');
    for (const provider of providers) {
      const events = byProvider.get(provider) ?? new Map<string, KnownEvent>();
      byProvider.set(provider, events);
      events.set(code, {
        provider,
        code,
        eventType,
        action: action as WindowsAction,
        outcome: outcome as KnownEvent['outcome'],
        severity: severity as Severity,
        actor: actor as ActorRule,
        resource: resource === '-' ? '' : resource,
        words: words.join(' | '),
      });
    }
  }
}

readRows(WINDOWS_EVENT_ROWS);

/** What is known of an event id of a provider. @param code decimal event id */
export function findKnownEvent(provider: string, code: string): KnownEvent | undefined {
  // SQL Server's instances are named after it.
  return byProvider.get(provider.startsWith('MSSQL$') ? 'MSSQLSERVER' : provider)?.get(code);
}

/** Every known event, for documents and tests. */
export function listKnownEvents(): KnownEvent[] {
  return [...byProvider.values()].flatMap((events) => [...events.values()]);
}
