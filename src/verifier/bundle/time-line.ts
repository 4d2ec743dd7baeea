/**
 * Check 8: clocks, as the seals give them. Warnings, not failures: a clock is only that computer's word.
 *
 * Pure. Source: evidence-format.md §8 (at most 16 minutes between seals while the case was open), INTEGRITY 8.
 */
import { count } from '../base/plain-text.ts';
import type { JsonObject } from '../base/strict-json.ts';
import type { Findings } from './findings.ts';
import type { RecordLine } from './line.ts';

const MAX_GAP_MS = 16 * 60_000;
/** Clocks of one computer drift, and are set by a few seconds every day. */
const MAX_STEP_MS = 120_000;

interface Seal {
  readonly seq: number;
  readonly wallMs: number;
  readonly monotonicMs: number;
  readonly bootId: unknown;
  readonly isLock: boolean;
}

export class TimeLine {
  #last: Seal | undefined;
  #isExplained = false;
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  read({ kind, seq, body }: RecordLine): void {
    if (kind === 'clock') this.#isExplained = true;
    if (kind !== 'seal') return;
    const seal = sealOf(seq, body);
    const last = this.#last;
    this.#last = seal;
    const isExplained = this.#isExplained;
    this.#isExplained = false;
    if (seal === undefined)
      return this.#findings.warn(8, `The seal at record ${count(seq)} gives no time.`, { record: seq });
    if (last === undefined) return;
    const step = seal.wallMs - last.wallMs;
    if (step < 0 && !isExplained) {
      this.#findings.warn(8, `The computer’s clock was set back by ${spell(-step)} at record ${count(seq)}.`, {
        record: seq,
      });
    }
    if (seal.bootId !== last.bootId) return;
    const passed = seal.monotonicMs - last.monotonicMs;
    if (step >= 0 && Math.abs(step - passed) > MAX_STEP_MS && !isExplained && !last.isLock) {
      this.#findings.warn(
        8,
        `The computer’s clock was changed by ${spell(step - passed)} before record ${count(seq)}.`,
        { record: seq },
      );
    }
    if (passed > MAX_GAP_MS && !last.isLock) {
      this.#findings.warn(
        8,
        `Nothing was sealed for ${spell(passed)} before record ${count(seq)}, though the case was open.`,
        { record: seq },
      );
    }
  }
}

function sealOf(seq: number, { wallClock, monotonicMs, bootId, reason }: JsonObject): Seal | undefined {
  const wallMs = typeof wallClock === 'string' ? Date.parse(wallClock) : Number.NaN;
  if (Number.isNaN(wallMs) || typeof monotonicMs !== 'number') return undefined;
  return { seq, wallMs, monotonicMs, bootId, isLock: reason === 'lock' };
}

/** 7,380,000 -> 2 h 3 min */
export function spell(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  const parts = [
    [days, 'd'],
    [hours, 'h'],
    [minutes, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const said = parts.filter(([amount]) => amount > 0).slice(0, 2);
  return said.length === 0 ? '0 s' : said.map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}
