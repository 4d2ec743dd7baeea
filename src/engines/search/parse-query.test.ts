import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_QUERY_DEPTH, MAX_QUERY_LENGTH, parseQuery } from './parse-query.ts';
import { printQuery } from './print-query.ts';
import type { Query } from './query-ast.ts';

const options = { nowMs: Date.UTC(2024, 0, 10, 12) };

function parse(text: string): Query {
  const parsed = parseQuery(text, options);
  if ('errors' in parsed) throw new Error(`${text}: ${parsed.errors[0].message}`);
  return parsed.query;
}

/** The tree without its spans. */
const bare = (query: Query): unknown =>
  JSON.parse(JSON.stringify(query, (key, value: unknown) => (key === 'from' || key === 'to' ? undefined : value)));

describe('what a query means, printed in full', () => {
  it.each([
    ['', '*'],
    ['*', '*'],
    ['*:*', '*'],
    ['failed login', '"failed" AND "login"'],
    ['"Failed password"', '"failed password"'],
    ['foo-bar.exe', '"foo bar exe"'],
    ['user_login', '"user_login"'],
    ['mimi*', 'mimi*'],
    ['foo-ba*', 'foo.ba*'],
    ['*katz', '*katz'],
    ['M?mi*-x', 'm?mi*.x'],
    ['a b OR c d', '("a" AND "b") OR ("c" AND "d")'],
    ['a && b || c', '("a" AND "b") OR "c"'],
    ['a AND (b OR c)', '"a" AND ("b" OR "c")'],
    ['-a !b NOT c', 'NOT "a" AND NOT "b" AND NOT "c"'],
    ['NOT NOT a', '"a"'],
    ['NOT(a b)', 'NOT ("a" AND "b")'],
    ['-(a OR b)', 'NOT ("a" OR "b")'],
    ['file not found', '"file" AND "not" AND "found"'],
    ['--force', '"force"'],
    ['user:alice', 'user:"alice"'],
    ['user:"Alice Smith"', 'user:"Alice Smith"'],
    ['"Event ID":4624', '"Event ID":"4624"'],
    ['user:(alice OR bob*)', 'user:"alice" OR user:bob*'],
    ['user:(alice NOT "x y")', 'user:"alice" AND NOT user:"x y"'],
    ['user:(!alice !bob)', 'NOT user:"alice" AND NOT user:"bob"'],
    ['state:OR', 'state:"OR"'],
    ['host:*', 'host:*'],
    ['host:"*"', 'host:"*"'],
    ['bytes:>5', 'bytes:{"5" TO *]'],
    ['bytes:<= 5', 'bytes:[* TO "5"]'],
    ['bytes:(>=5 AND <10)', 'bytes:["5" TO *] AND bytes:[* TO "10"}'],
    ['bytes:[1 TO 2}', 'bytes:["1" TO "2"}'],
    ['bytes:{1 to *]', 'bytes:{"1" TO *]'],
    ['name:["a b" TO "*"]', 'name:["a b" TO "*"]'],
    ['clsid:{8C1F-2}', 'clsid:"{8C1F-2}"'],
    ['user:<none>', 'user:"<none>"'],
    ['temp:-5', 'temp:"-5"'],
    ['severity:>=high', 'severity:"high" OR severity:"critical"'],
    ['severity:<medium', 'severity:"low"'],
    ['severity:[low TO high}', 'severity:"low" OR severity:"medium"'],
    ['severity:>critical', 'NOT *'],
    ['severity:>3', 'severity:{"3" TO *]'],
    ['outcome:Failure', 'event.outcome:"failure" OR action.success:"false"'],
    ['outcome:unknown', 'outcome:"unknown"'],
    ['message:error', 'message:"error"'],
    ['message:"Access denied"', 'message:"access denied"'],
    ['message:fail*', 'message:fail*'],
    ['metadata.message:*a?b*', 'metadata.message:*a?b*'],
  ])('%s', (text, printed) => {
    expect(printQuery(parse(text))).toBe(printed);
  });

  it.each([
    ['path:C:\\Windows\\System32\\cmd.exe', 'C:\\Windows\\System32\\cmd.exe'],
    ['path:\\\\server\\share', '\\\\server\\share'],
    ['path:"C:\\Program Files\\x"', 'C:\\Program Files\\x'],
    ['path:"C:\\Windows\\\\"', 'C:\\Windows\\'],
    ['path:"say \\"hi\\""', 'say "hi"'],
    ['path:C:\\Program\\ Files(x86)\\x', 'C:\\Program Files(x86)\\x'],
    ['path:C:\\Program\\ Files\\ \\(x86\\)\\x', 'C:\\Program Files (x86)\\x'],
    ['path:C:\\Windows\\\\ ', 'C:\\Windows\\'],
    ['path:C:\\Windows\\', 'C:\\Windows\\'],
    ['path:f(x)', 'f(x)'],
    ['path:a\\(b', 'a(b'],
    ['path:\\[x', '[x'],
    ['path:\\>5', '>5'],
    ['path:\\{8C1F}', '{8C1F}'],
    ['path:urn:x:y', 'urn:x:y'],
    ['path:用户', '用户'],
  ])('reads the value of %s', (text, value) => {
    expect(bare(parse(text))).toEqual({ kind: 'equals', field: 'path', value });
  });

  it.each([
    ['path:C:\\Windows\\*', 'C:\\Windows\\*'],
    ['path:C:\\Program?Files\\*.exe', 'C:\\Program?Files\\*.exe'],
    ['path:*?(x86)\\*', '*?(x86)\\*'],
    ['url:https://x.y/z?a=*', 'https://x.y/z?a=*'],
  ])('reads the pattern of %s', (text, pattern) => {
    expect(bare(parse(text))).toMatchObject({ kind: 'wildcard', pattern });
  });

  it.each([
    ['C:\\Windows\\cmd.exe', '"c windows cmd exe"'],
    ['https://evil.example/x', '"https evil example x"'],
    ['10:15:00', '"10 15 00"'],
    ['fe80::1', '"fe80 1"'],
    ['dead:beef:1::2', '"dead beef 1 2"'],
    ['00:1a:2b:3c:4d:5e', '"00 1a 2b 3c 4d 5e"'],
    ['std::vector', '"std vector"'],
    ['sshd[123]:', '"sshd 123"'],
  ])('takes %s for words, not for a field', (text, printed) => {
    expect(printQuery(parse(text))).toBe(printed);
  });

  it.each([
    ['ip:10.0.0.0/8', { network: '10.0.0.0', bits: 8 }],
    ['ip:fe80::1', { network: 'fe80::1', bits: 128 }],
    ['ip:::1', { network: '::1', bits: 128 }],
    ['ip:2001:db8::/32', { network: '2001:db8::', bits: 32 }],
  ])('reads %s as addresses', (text, network) => {
    expect(bare(parse(text))).toEqual({ kind: 'cidr', field: 'ip', ...network });
  });

  it.each(['ip:10.0.0.1', 'ip:10.0.0.0/33', 'ip:"10.0.0.0/8"', 'path:/a/8'])('reads %s as text', (text) => {
    expect(parse(text).kind).toBe('equals');
  });
});

describe('times', () => {
  const day = 86_400_000_000;
  const midnightUs = Date.UTC(2024, 0, 10) * 1000;
  const nowUs = options.nowMs * 1000;
  it.each([
    ['timestamp:2024-01-10', midnightUs, midnightUs + day],
    ['timestamp:>2024-01-10', midnightUs + day, undefined],
    ['timestamp:>=2024-01-10', midnightUs, undefined],
    ['timestamp:<2024-01-10', undefined, midnightUs],
    ['timestamp:<=2024-01-10', undefined, midnightUs + day],
    ['@timestamp:[2024-01-09 TO 2024-01-10]', midnightUs - day, midnightUs + day],
    ['timestamp:{2024-01-09 TO 2024-01-11}', midnightUs, midnightUs + day],
    ['timestamp:"2024-01-10 00:00"', midnightUs, midnightUs + 60_000_000],
    ['since:-24h', nowUs - day, undefined],
    ['until:2024-01-10', undefined, midnightUs + day],
    ['until:now', undefined, nowUs],
    ['time:yesterday', midnightUs - day, midnightUs],
  ])('%s', (text, fromUs, toUs) => {
    const query = parse(text);
    if (query.kind !== 'range') throw new Error(query.kind);
    expect([query.min?.timeUs, query.max?.timeUs]).toEqual([fromUs, toUs]);
    expect([query.min?.inclusive ?? true, query.max?.inclusive ?? false]).toEqual([true, false]);
  });
});

describe('spans', () => {
  it('says where each clause stands', () => {
    const text = 'user:alice AND NOT (x OR ip:(a b))';
    const said: string[] = [];
    const visit = (query: Query): void => {
      said.push(`${query.kind} ${text.slice(query.from, query.to)}`);
      if ('items' in query) query.items.forEach(visit);
      if ('item' in query) visit(query.item);
    };
    visit(parse(text));
    expect(said).toEqual([
      'and user:alice AND NOT (x OR ip:(a b))',
      'equals user:alice',
      'not NOT (x OR ip:(a b))',
      'or x OR ip:(a b)',
      'text x',
      'and ip:(a b)',
      'equals a',
      'equals b',
    ]);
  });
});

describe('errors', () => {
  it.each([
    ['a AND', 2, 5, 'Nothing follows AND'],
    ['a OR OR b', 2, 4, 'Nothing follows OR'],
    ['NOT', 0, 3, 'Nothing follows NOT'],
    ['OR b', 0, 2, 'OR needs something on its left'],
    ['OR AND b', 0, 2, 'OR needs something on its left'],
    ['(OR b)', 1, 3, 'OR needs something on its left'],
    ['x ()', 2, 4, 'These parentheses are empty'],
    ['user:( )', 5, 8, 'These parentheses are empty'],
    ['(a', 0, 1, 'This parenthesis is never closed'],
    ['user:(a', 5, 6, 'This parenthesis is never closed'],
    ['a)', 1, 2, 'This parenthesis closes nothing'],
    ['user:', 0, 5, 'Nothing stands right after user:'],
    ['error: timeout', 0, 6, 'Nothing stands right after error:'],
    ['bytes:>', 6, 7, 'Nothing follows >'],
    ['x "abc', 2, 3, 'This quote is never closed'],
    ['p:"C:\\W\\"', 2, 3, 'This quote is never closed'],
    ['"a"b', 0, 3, 'This quoted text touches what stands beside it'],
    ['bytes:[1 2]', 6, 9, 'This range is not complete'],
    ['bytes:[1 TO', 6, 11, 'This range is not complete'],
    ['a -> b', 2, 4, 'There is no letter or digit to search for'],
    ['"..."', 0, 5, 'There is no letter or digit to search for'],
    ['user :alice', 5, 11, 'No field stands before this colon'],
    ['proc*:x', 0, 7, 'A field name holds no wildcards'],
    ['"":x', 0, 4, 'A field needs a name'],
    ['timestamp:2024-02-30', 10, 20, 'There is no time "2024-02-30"'],
    ['timestamp:soon', 10, 14, '"soon" is not a time'],
    ['timestamp:[2024 TO soon]', 19, 23, '"soon" is not a time'],
    ['timestamp:-24h', 10, 14, '"-24h" is an instant, no event has exactly this time'],
    ['since:24h', 6, 9, '"24h" needs a sign'],
    ['since:>-24h', 0, 11, 'since: takes a time'],
    ['since:[1 TO 2]', 0, 14, 'since: takes one time'],
  ])('%s', (text, from, to, message) => {
    const parsed = parseQuery(text, options);
    expect('errors' in parsed ? parsed.errors : parsed).toMatchObject([{ from, to, message }]);
  });

  it('reports every wrong value, in order', () => {
    const parsed = parseQuery('timestamp:soon OR -- OR since:5', options);
    expect('errors' in parsed && parsed.errors.map(({ from }) => from)).toEqual([10, 18, 30]);
  });

  it('refuses what is too long or too deep', () => {
    const long = parseQuery('a'.repeat(MAX_QUERY_LENGTH + 1), options);
    expect('errors' in long && long.errors[0].from).toBe(MAX_QUERY_LENGTH);
    const nested = (depth: number): unknown => parseQuery(`${'('.repeat(depth)}a${')'.repeat(depth)}`, options);
    expect(nested(MAX_QUERY_DEPTH)).toHaveProperty('query');
    expect(nested(MAX_QUERY_DEPTH + 1)).toHaveProperty('errors');
    expect(
      parseQuery(`user:${'('.repeat(MAX_QUERY_DEPTH + 1)}a${')'.repeat(MAX_QUERY_DEPTH + 1)}`, options),
    ).toHaveProperty('errors');
    expect(parseQuery(`"${'a '.repeat(300)}"`, options)).toHaveProperty('errors');
  });
});

describe('notices', () => {
  it.each([
    ['a or b', '"or" is searched as a word'],
    ['user=bob', '"user=bob" is searched as words'],
    ['bytes>=5', '"bytes>=5" is searched as words'],
    ['10.0.0.0/8', '"10.0.0.0/8" is searched as words'],
    ['https://x/y?z', 'The ? stands for one character'],
    ['dir:C:\\Windows\\ AND user:bob', 'The backslash makes the space part of the value'],
    ['dir:C:\\Windows\\ user:bob', 'The backslash makes the space part of the value'],
    ['user:!bob', 'The ! belongs to the value here'],
    ['user:(bob host:web)', '"host:web" is searched as a value of user'],
    ['bytes:[5 TO 1]', 'This range ends before it begins'],
    ['timestamp:[2024-02 TO 2024-01]', 'This range ends before it begins'],
    ['ip:[10.0.0.9 TO 10.0.0.1]', 'This range ends before it begins'],
  ])('%s', (text, message) => {
    const parsed = parseQuery(text, options);
    expect('notices' in parsed ? parsed.notices.map((notice) => notice.message) : parsed).toEqual([message]);
  });

  it('says nothing about a plain query', () => {
    expect(parseQuery('user:alice error ip:[10.0.0.9 TO 10.0.0.10]', options)).toMatchObject({ notices: [] });
  });
});

describe('any text at all', () => {
  const signs = [
    'a',
    'user',
    ':',
    '"',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '\\',
    ' ',
    '*',
    '?',
    '-',
    '!',
    '>',
    '<',
    '=',
    '/',
  ];
  const words = [
    'AND',
    'OR',
    'NOT',
    'TO',
    '&&',
    '||',
    '2024-01-05',
    'é',
    '😀',
    '\u0301',
    '\ud800',
    '\u00a0',
    '\0',
    '5',
  ];
  const clauses = ['timestamp:', 'ip:10.0.0.0/8', 'message:', '::1', 'since:', '-24h', 'severity:>', '"x y"', ' ', '.'];
  const pieces = fc.constantFrom(...signs, ...words, ...clauses);
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );

  it('gives a query or errors inside the text, and what it gives prints and parses to itself', () => {
    fc.assert(
      fc.property(text, (sample) => {
        const parsed = parseQuery(sample, options);
        const isInside = ({ from, to }: { from: number; to: number }): boolean =>
          from >= 0 && from < to && to <= sample.length;
        const isWell =
          'errors' in parsed
            ? parsed.errors.every(isInside)
            : isDeepStrictEqual(bare(parse(printQuery(parsed.query))), bare(parsed.query));
        expect(isWell).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  it('takes no longer for the worst text of full length than a person would notice', () => {
    for (const unit of ['(', 'a(', 'a:(', '"', '\\', 'a OR ', ') OR', '-', 'NOT ', 'a:[', '*', 'a:\\(', '"\\', 'ab:']) {
      const startedMs = performance.now();
      parseQuery(unit.repeat(MAX_QUERY_LENGTH / unit.length), options);
      expect(performance.now() - startedMs).toBeLessThan(1_000);
    }
  });
});
