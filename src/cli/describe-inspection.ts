/**
 * What lies behind an event, in lines for a person: its bytes, the same event read again, its stored record, its proof.
 *
 * Pure. What does not fit is said first.
 * Trust: everything shown is evidence or was changed by somebody; each value is escaped here.
 */
import type { OutputOf, ResultOf } from '../shared/contract/index.ts';
import { escapeText } from './escape-text.ts';
import { formatCount } from '../shared/format-values.ts';
import { hexDump } from '../shared/hex-dump.ts';

const MAX_VALUE = 300;

export function rawLines(raw: OutputOf<'event.raw'>): string[] {
  const { availability, reason, sourcePath, location, offset, length, rawHash, bytesBase64 } = raw;
  const lines = [
    `${BYTES[availability]}${reason === undefined ? '' : `: ${escapeText(reason)}`}`,
    ...(sourcePath === null ? [] : [`source    ${escapeText(sourcePath)}`]),
    ...(location === null || location === sourcePath ? [] : [`location  ${escapeText(location)}`]),
    ...(raw.sourceSha256 === null ? [] : [`sha256    ${raw.sourceSha256} of the source as recorded`]),
    ...(offset === null || length === null
      ? []
      : [`place     ${formatCount(length)} bytes at offset ${formatCount(offset)}`]),
    ...(rawHash.expected === null ? [] : [`hash      ${HASHES[String(rawHash.matches)]}: ${rawHash.expected}`]),
    ...(rawHash.matches === false && rawHash.actual !== null ? [`          these have ${rawHash.actual}`] : []),
  ];
  for (const [title, part] of [
    ['before', raw.contextBefore],
    ['the record', bytesBase64 === null || offset === null ? null : { offset, bytesBase64 }],
    ['after', raw.contextAfter],
  ] as const) {
    if (part !== null && part.bytesBase64 !== '') {
      lines.push('', `${title}:`, ...hexDump(Buffer.from(part.bytesBase64, 'base64'), part.offset));
    }
  }
  if (raw.isTruncated) lines.push(`cut: ${formatCount(length ?? 0)} bytes in all (--json has up to --max-bytes)`);
  if (raw.checked.length > 0) lines.push('', 'Checked:', ...raw.checked.map((text) => `  ${escapeText(text)}`));
  if (raw.notChecked.length > 0)
    lines.push('', 'Not checked:', ...raw.notChecked.map((text) => `  ${escapeText(text)}`));
  return lines;
}

const BYTES: Readonly<Record<OutputOf<'event.raw'>['availability'], string>> = {
  kept: 'From the original the case keeps',
  'by-reference': 'From where the source lay, outside the case',
  changed: 'FROM A FILE THAT HAS CHANGED since it was taken in',
  missing: 'NO BYTES: the source is missing',
  damaged: 'NO BYTES: the kept original is damaged',
  unreadable: 'NO BYTES: the source can not be read',
  'no-source': 'NO BYTES',
};

const HASHES: Readonly<Record<string, string>> = {
  true: 'matches',
  false: 'DOES NOT MATCH',
  null: 'not compared',
};

export function rederivationLines(answer: ResultOf<'event.rederive'>): string[] {
  const { outcome, reason, parser, parserVersion, presentVersion, differences } = answer;
  return [
    `${OUTCOMES[outcome]}${reason === undefined ? '' : `: ${escapeText(reason)}`}`,
    `reader        ${parser ?? 'none'}, version ${parserVersion ?? '-'} then, ${presentVersion ?? '-'} now`,
    `raw bytes     ${HASHES[String(answer.rawHashMatches)]}`,
    `record        ${answer.recordMatchesLeaf === true ? 'is what was sealed' : answer.recordMatchesLeaf === false ? 'IS NOT WHAT WAS SEALED' : 'could not be compared with its leaf'}`,
    ...(answer.recordMatchesLeaf === false && answer.derivedMatchesLeaf === true
      ? ['              what the bytes give is exactly what was sealed: the record was changed afterwards']
      : []),
    ...differences.flatMap(({ path, recorded, derived }) => [
      '',
      escapeText(path === '' ? '(the whole)' : path),
      `  recorded  ${valueText(recorded)}`,
      `  derived   ${valueText(derived)}`,
    ]),
  ];
}

const OUTCOMES: Readonly<Record<ResultOf<'event.rederive'>['outcome'], string>> = {
  same: 'SAME: the bytes of the source give this very record',
  different: 'DIFFERENT: the bytes of the source do not give this record',
  'could-not': 'COULD NOT read it again',
};

function valueText(value: unknown): string {
  if (value === undefined) return '(nothing)';
  const text = escapeText(JSON.stringify(value));
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}… (--json)` : text;
}

export function recordLines(stored: OutputOf<'record.get'>): string[] {
  const { seq, kind, line, place, reason, matchesLeaf } = stored;
  const facts: [string, string | number | null][] = [
    ['digest', stored.digest],
    ['leaf', stored.leafHash],
    ['sealed', stored.sealedDigest],
    ['its leaf', stored.sealedLeafHash],
    ['chain', stored.chainHash],
    ['head', stored.sealedBySize === null ? null : `the first that covers it counts ${stored.sealedBySize}`],
  ];
  const state =
    matchesLeaf === true
      ? 'is what was sealed'
      : matchesLeaf === false
        ? 'IS NOT WHAT WAS SEALED'
        : 'could not be compared';
  return [
    `Record ${seq}, ${kind === null ? 'of no known kind' : escapeText(kind)}, ${state}${reason === undefined ? '' : `: ${escapeText(reason)}`}`,
    `place     ${place ?? 'nowhere'}`,
    ...facts.map(([name, value]) => `${name.padEnd(10)}${value ?? 'not known'}`),
    '',
    line === null ? 'There is no line to show.' : escapeText(line),
  ];
}

export function proofCheckLines(check: OutputOf<'event.checkProof'>): string[] {
  const { valid, steps, path } = check;
  const verdict = valid === true ? 'VALID' : valid === false ? 'NOT VALID' : 'COULD NOT BE CHECKED';
  return [
    `${verdict}: record ${check.index} of ${check.treeSize ?? 'an unknown number'}`,
    ...steps.map(({ title, valid: isValid, detail }) => {
      const mark = isValid === true ? 'ok' : isValid === false ? 'NO' : '??';
      return `  ${mark}  ${escapeText(title)}: ${escapeText(detail)}`;
    }),
    '',
    `digest    ${check.recordDigest ?? 'not known'}`,
    `leaf      ${check.leafHash ?? 'not known'}`,
    ...path.map(({ hash, side }) => `${side.padEnd(10)}${hash}`),
    `root      ${check.computedRoot ?? 'not known'}`,
    `signed    ${check.headRoot ?? 'not known'}`,
    `key       ${check.keyName === null ? 'not known' : escapeText(`${check.keyName}, id ${check.keyId ?? '-'}`)}`,
  ];
}
