/** Names the current run of the operating system, so that monotonic times of one boot are never compared with another's. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

const ROUND_MS = 60_000;

/** Linux's boot id where there is one, else a hash of the boot time to the minute. */
export function bootId(nowMs: number): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    const bootMinute = Math.round((nowMs - uptime() * 1000) / ROUND_MS);
    return hash('sha256', `boot ${bootMinute}`, 'hex').slice(0, 32);
  }
}
