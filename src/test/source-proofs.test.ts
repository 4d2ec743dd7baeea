/** source-proofs.md says the words of proofs that the program says, and what each is worth. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROOF_DETAILS, PROOF_KINDS, PROOF_VERDICTS, PROOF_WORTH } from '../shared/source-proof-words.ts';

const document = readFileSync(new URL('../../resources/docs/source-proofs.md', import.meta.url), 'utf8');

function rowsUnder(heading: string): string[][] {
  const [, after = ''] = document.split(`${heading}\n`);
  const [section = ''] = after.split(/^## /mu);
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe('source-proofs.md', () => {
  it('has every kind of proof with what it proves and what it does not, as the program says it', () => {
    expect(rowsUnder('## Kinds')).toEqual(
      PROOF_KINDS.map((kind) => [kind, PROOF_WORTH[kind].proves, PROOF_WORTH[kind].notProves]),
    );
  });

  it('has every verdict and every detail, and no other', () => {
    expect(rowsUnder('## What a check can say').map(([word]) => word)).toEqual([...PROOF_VERDICTS]);
    expect(rowsUnder('## Details').map(([word]) => word)).toEqual([...PROOF_DETAILS]);
    expect(PROOF_DETAILS.filter((word) => word.length === 0)).toEqual([]);
  });
});
