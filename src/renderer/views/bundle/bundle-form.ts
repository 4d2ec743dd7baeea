/**
 * What an evidence bundle is asked to hold: the form of the wizard, what is missing in each step, what goes to the host.
 *
 * Pure. What may not go out is decided by the host, which looks through the events; here is only what can't be asked for.
 */
import { BODY_POINTER, type BundleForm as Form } from '../../../shared/bundle-words.ts';
import type { RawInputOf } from '../../../shared/contract/index.ts';
import { text } from '../../i18n/text.ts';

export const STEPS = ['what', 'leave', 'with', 'where', 'who', 'summary'] as const;
export type Step = (typeof STEPS)[number];

/** Why something may not be seen. */
export interface Reason {
  basis: string;
  description: string;
}
export interface Withhold extends Reason {
  query: string;
}
export interface Redact extends Reason {
  pointer: string;
}

export interface Asked {
  query: string;
  from?: string;
  to?: string;
}

export interface BundleForm {
  what: 'whole' | 'current' | 'query';
  /** The query of the workspace as it was when the wizard was opened. */
  current: Asked;
  query: string;
  from: string;
  to: string;
  withhold: readonly Withhold[];
  redact: readonly Redact[];
  originals: boolean;
  proofs: boolean;
  form: Form;
  follows: boolean;
  previousId: string;
  previousManifest: string;
  path: string;
}

export const newForm = (current: Asked): BundleForm => ({
  what: current.query === '' && current.from === undefined && current.to === undefined ? 'whole' : 'current',
  current,
  query: '',
  from: '',
  to: '',
  withhold: [],
  redact: [],
  originals: false,
  proofs: false,
  form: 'folder',
  follows: false,
  previousId: '',
  previousManifest: '',
  path: '',
});

const { faults } = text.bundle;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const SHA256 = /^[0-9a-f]{64}$/u;

export const isPointer = (typed: string): boolean => BODY_POINTER.test(typed);

/** The query that chooses the events; undefined for the whole case. */
export function askedOf({ what, current, query, from, to }: BundleForm): Asked | undefined {
  if (what === 'whole') return undefined;
  // A time without a query bounds all events.
  if (what === 'current') return { ...current, query: current.query.trim() === '' ? '*' : current.query };
  return {
    query: query.trim(),
    ...(from.trim() === '' ? {} : { from: from.trim() }),
    ...(to.trim() === '' ? {} : { to: to.trim() }),
  };
}

/** Events of the bundle that one query to withhold finds. */
export function withheldQuery(asked: Asked | undefined, query: string): Asked {
  return asked === undefined ? { query } : { ...asked, query: `(${asked.query}) AND (${query})` };
}

export function faultsOf(form: BundleForm): Readonly<Record<Step, readonly string[]>> {
  const reasons = [...form.withhold, ...form.redact];
  const hidden = reasons.length > 0;
  return {
    what: form.what === 'query' && form.query.trim() === '' ? [faults.query] : [],
    leave: [
      ...(form.withhold.some(({ query }) => query.trim() === '') ? [faults.withhold] : []),
      ...(form.redact.some(({ pointer }) => !isPointer(pointer)) ? [faults.pointer] : []),
      ...(reasons.some(({ basis, description }) => basis.trim() === '' || description.trim() === '')
        ? [faults.reason]
        : []),
    ],
    with: [
      ...(form.originals && hidden ? [faults.originals] : []),
      ...(form.follows && !UUID.test(form.previousId.trim()) ? [faults.previousId] : []),
      ...(form.follows && !SHA256.test(form.previousManifest.trim()) ? [faults.previousManifest] : []),
    ],
    where: form.path.trim() === '' ? [faults.path] : [],
    who: [],
    summary: [],
  };
}

export function inputOf(form: BundleForm): Omit<RawInputOf<'bundle.create'>, 'handle' | 'signers'> {
  const asked = askedOf(form);
  const reason = ({ basis, description }: Reason) => ({ basis: basis.trim(), description: description.trim() });
  return {
    path: form.path.trim(),
    form: form.form,
    ...asked,
    originals: form.originals,
    proofs: form.proofs,
    withhold: form.withhold.map((each) => ({ query: each.query.trim(), ...reason(each) })),
    redact: form.redact.map((each) => ({ pointer: each.pointer, ...reason(each) })),
    ...(form.follows
      ? { previousBundle: { bundleId: form.previousId.trim(), manifest: form.previousManifest.trim() } }
      : {}),
  };
}

/** A part that a redaction takes out and that still stands in the same event. */
export interface Leak {
  asked: string;
  at: string;
  events: number;
}

/** From an error of the host; none where it says something else. */
export function leaksIn(details: Readonly<Record<string, unknown>> | undefined): readonly Leak[] {
  const leaks = details?.['leaks'];
  if (typeof leaks !== 'string') return [];
  const list = JSON.parse(leaks) as readonly Leak[];
  return list.filter(({ at }) => isPointer(at));
}

/** A word for a command line, as its shell takes it. */
export function shellWord(word: string): string {
  if (/^[\w./:@-]+$/u.test(word)) return word;
  if (/^[A-Za-z]:\\|^\\\\/u.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
