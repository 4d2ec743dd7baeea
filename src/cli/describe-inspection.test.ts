import { describe, expect, it } from 'vitest';
import { memoryCase, memoryEngine, MEMORY_PASSPHRASE } from '../test/helpers/memory-case.ts';
import { proofCheckLines, rawLines, recordLines, rederivationLines } from './describe-inspection.ts';

const session = await memoryEngine(memoryCase()).openCase({ dir: '/case', passphrase: MEMORY_PASSPHRASE });
const RAW = await session.rawBytes({ seq: 3 });
const AGAIN = await session.rederive(3, {});
const STORED = await session.storedRecord(3);
const PROOF = await session.checkProof(3);

describe('what lies behind an event', () => {
  it('never acts on a terminal, whatever the evidence holds', () => {
    const shown = [rawLines(RAW), rederivationLines(AGAIN), recordLines(STORED), proofCheckLines(PROOF)].flat();
    // oxlint-disable-next-line no-control-regex
    expect(shown.filter((line) => /[\u0000-\u001f\u007f-\u009f]/u.test(line))).toEqual([]);
    expect(shown.join('\n')).toContain('\\u001b[31m');
  });

  it('says first what does not fit', () => {
    expect(rawLines({ ...RAW, availability: 'missing', bytesBase64: null, reason: 'It is not there' })[0]).toBe(
      'NO BYTES: the source is missing: It is not there',
    );
    expect(rederivationLines(AGAIN)[0]).toMatch(/^DIFFERENT/u);
    expect(recordLines({ ...STORED, matchesLeaf: false })[0]).toMatch(/IS NOT WHAT WAS SEALED/u);
    expect(proofCheckLines({ ...PROOF, valid: false })[0]).toMatch(/^NOT VALID/u);
  });

  it('never words what could not be compared as if it fitted', () => {
    const lines = [
      ...recordLines({ ...STORED, matchesLeaf: null, line: null, sealedDigest: null, chainHash: null }),
      ...rawLines({ ...RAW, rawHash: { expected: 'b'.repeat(64), actual: null, matches: null } }),
      ...proofCheckLines({ ...PROOF, valid: null }),
      ...rederivationLines({ ...AGAIN, outcome: 'could-not', rawHashMatches: null, recordMatchesLeaf: null }),
    ].join('\n');
    expect(lines).not.toMatch(/is what was sealed|hash {6}matches|raw bytes {5}matches|^VALID|SAME/mu);
    expect(lines.match(/could not be compared|COULD NOT|not compared|not known/gu)?.length).toBeGreaterThan(5);
  });
});
