import { describe, expect, it } from 'vitest';
import { citationUri, parseCitation } from './citation.ts';

const citation = { caseId: '0190163d-8694-739b-aea5-966c26f8ad91', seq: 42, digest: 'ab'.repeat(32) };

describe('a citation', () => {
  it('comes back from its text', () => {
    expect(parseCitation(citationUri(citation))).toEqual(citation);
  });

  it('is found inside a sentence', () => {
    expect(parseCitation(`see ${citationUri(citation)}, from auth.log`)).toEqual(citation);
  });

  it.each(['', 'atp://event/', citationUri(citation).replace('/42@', '/-1@'), citationUri(citation).slice(0, -1)])(
    'is nothing in %j',
    (text) => expect(parseCitation(text)).toBeUndefined(),
  );
});
