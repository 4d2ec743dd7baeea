/**
 * The tags under the keys 1 to 9 where a case sets none of its own.
 *
 * Pure. Short words of the field: what an event is, then which step of an intrusion it belongs to.
 */
export const DEFAULT_QUICK_TAGS = [
  'suspicious',
  'malicious',
  'benign',
  'follow-up',
  'initial-access',
  'persistence',
  'lateral-movement',
  'exfiltration',
  'covering-tracks',
] as const;
