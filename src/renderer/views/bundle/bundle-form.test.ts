import { describe, expect, it } from 'vitest';
import {
  askedOf,
  type BundleForm,
  faultsOf,
  inputOf,
  leaksIn,
  newForm,
  shellWord,
  withheldQuery,
} from './bundle-form.ts';

const CURRENT = { query: 'severity:high', from: '2026-01-01T00:00:00Z' };
const form = (change: Partial<BundleForm>): BundleForm => ({ ...newForm(CURRENT), path: '/out/b', ...change });
const REASON = { basis: 'GDPR 17', description: 'a name' };

describe('the form of a bundle', () => {
  it('begins with what the workspace asks, and with the whole case where it asks nothing', () => {
    expect([newForm(CURRENT).what, newForm({ query: '' }).what]).toEqual(['current', 'whole']);
  });

  it('asks for what was chosen, and bounds all events where there is a time and no query', () => {
    const typed = { query: ' host:a ', from: '', to: ' 2026-02-01T00:00:00Z ' };
    expect([
      askedOf(form({ what: 'whole' })),
      askedOf(form({ what: 'current' })),
      askedOf(form({ what: 'current', current: { query: '', to: 'x' } })),
      askedOf(form({ what: 'query', ...typed })),
    ]).toEqual([undefined, CURRENT, { query: '*', to: 'x' }, { query: 'host:a', to: '2026-02-01T00:00:00Z' }]);
  });

  it('counts what is withheld among the events of the bundle alone', () => {
    expect([withheldQuery(undefined, 'user:eve'), withheldQuery(CURRENT, 'user:eve OR user:bob')]).toEqual([
      { query: 'user:eve' },
      { ...CURRENT, query: '(severity:high) AND (user:eve OR user:bob)' },
    ]);
  });

  it('says in each step what is missing in it', () => {
    const bad = form({
      what: 'query',
      path: ' ',
      originals: true,
      withhold: [{ query: '', basis: 'b', description: 'd' }],
      redact: [{ pointer: 'message', basis: '', description: '' }],
      follows: true,
      previousId: 'x',
      previousManifest: 'y',
    });
    const counts = Object.entries(faultsOf(bad)).map(([step, faults]) => [step, faults.length]);
    expect(counts).toEqual([
      ['what', 1],
      ['leave', 3],
      ['with', 3],
      ['where', 1],
      ['who', 0],
      ['summary', 0],
    ]);
    const good = form({ redact: [{ pointer: '/body/metadata/message', ...REASON }] });
    expect(Object.values(faultsOf(good)).flat()).toEqual([]);
  });

  it('goes to the host as it is meant', () => {
    const manifest = 'ab'.repeat(32);
    const previousId = '5b4c5cb2-6a0e-4e83-9c57-0f9f2d1c9f10';
    const redact = [{ pointer: '/body/source/ip', basis: ' law ', description: ' an address ' }];
    const follows = { follows: true, previousId, previousManifest: ` ${manifest}` };
    expect(inputOf(form({ redact, proofs: true, form: 'zip', ...follows }))).toEqual({
      path: '/out/b',
      form: 'zip',
      ...CURRENT,
      originals: false,
      proofs: true,
      withhold: [],
      redact: [{ pointer: '/body/source/ip', basis: 'law', description: 'an address' }],
      previousBundle: { bundleId: previousId, manifest },
    });
    expect(inputOf(form({ what: 'whole' }))).not.toHaveProperty('query');
  });

  it('reads the leaks of a refusal, and takes no pointer from it that is none', () => {
    const leak = { asked: '/body/source/userId', at: '/body/metadata/message', events: 3 };
    const leaks = JSON.stringify([leak, { ...leak, at: 'not below the body' }]);
    expect([leaksIn({ leaks, hidden: 0 }), leaksIn({}), leaksIn(undefined)]).toEqual([[leak], [], []]);
  });

  it.each([
    ['/out/b-1', '/out/b-1'],
    ["/my case's/b", String.raw`'/my case'\''s/b'`],
    ['$(reboot)', "'$(reboot)'"],
    [String.raw`C:\out dir\b`, String.raw`"C:\out dir\b"`],
    ['12345 67890', "'12345 67890'"],
  ])('writes %s as one word of a command line', (word, written) => expect(shellWord(word)).toBe(written));
});
