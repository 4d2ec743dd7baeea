import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import { evtxReader } from './evtx-reader.ts';
import {
  buildFile,
  ChunkBuilder,
  element,
  embedded,
  nothing,
  optional,
  raw,
  string,
  text,
  u32,
  utf16,
  value,
} from './testing/evtx-builder.ts';
import type { ElementSpec, Part, TemplateSpec, Value } from './testing/evtx-builder.ts';
import { readAll } from './testing/read-all.ts';
import type { ReadResult } from './testing/read-all.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher };
const readChunk = (chunk: ChunkBuilder): ReadResult => readAll(evtxReader, buildFile([chunk.bytes()]), ports);

/** The object that an Event with these children becomes. */
function fieldsOf(content: (Part | string)[], values: Value[] = []): unknown {
  const result = readChunk(new ChunkBuilder().add(1, { id: 7, root: element('Event', {}, content) }, values));
  expect(result.rejected).toEqual([]);
  return result.events[0]?.fields;
}

describe('elements', () => {
  it('are null when empty, a typed value with one value, text with a literal', () => {
    expect(
      fieldsOf(
        [
          element('Empty'),
          element('Null', {}, [optional(0)]),
          element('Absent', {}, [value(99)]),
          element('Number', {}, [value(1)]),
          element('Text', {}, ['literal']),
          element('Mixed', {}, ['n=', value(1), ' of ', value(2)]),
        ],
        [nothing, u32(5), string('six')],
      ),
    ).toEqual({ Empty: null, Null: null, Absent: null, Number: 5, Text: 'literal', Mixed: 'n=5 of six' });
  });

  it('keep attributes under #attributes, typed, without the empty ones, and text beside them under #text', () => {
    expect(
      fieldsOf(
        [
          element('Provider', { Name: 'P', Guid: [value(0)], Id: [value(1)] }),
          element('EventID', { Qualifiers: [value(1)] }, [value(2)]),
          element('Security', { UserID: [value(0)] }),
          element('Mixed', { a: [text('x'), value(1), text('')] }),
        ],
        [nothing, u32(0), u32(4_902)],
      ),
    ).toEqual({
      Provider: { '#attributes': { Name: 'P', Id: 0 } },
      EventID: { '#attributes': { Qualifiers: 0 }, '#text': 4_902 },
      Security: null,
      Mixed: { '#attributes': { a: 'x0' } },
    });
  });

  it('read CDATA, character and entity references and processing instructions', () => {
    expect(
      fieldsOf([
        element('C', {}, [{ kind: 'cdata', text: '<&>' }, ' and ', { kind: 'character', code: 0x41 }]),
        element(
          'E',
          {
            a: [
              { kind: 'entity', name: 'quot' },
              { kind: 'character', code: 0x42 },
            ],
          },
          [
            { kind: 'entity', name: 'lt' },
            { kind: 'entity', name: 'unknown' },
          ],
        ),
        { kind: 'instruction', target: 'render', text: 'fast' },
        element('Lone', {}, [{ kind: 'character', code: 0xd800 }]),
      ]),
    ).toEqual({
      C: '<&> and A',
      E: { '#attributes': { a: '"B' }, '#text': '<&unknown;' },
      '?render': 'fast',
      Lone: '\ufffd',
    });
  });

  it('drop the white space that only lays elements out', () => {
    expect(fieldsOf(['\n  ', element('A', {}, ['  ']), '\n'])).toEqual({ A: '  ' });
  });

  it('of the same name get _1, _2 and lose nothing, whatever they are called', () => {
    expect(
      fieldsOf([
        element('Header', {}, ['a']),
        element('Header', {}, ['b']),
        element('Header_1', {}, ['c']),
        element('Header', {}, ['d']),
        element('#text', {}, ['e']),
        element('#attributes', {}, ['f']),
      ]),
    ).toEqual({
      Header: 'a',
      Header_1: 'b',
      Header_1_1: 'c',
      Header_2: 'd',
      '#text_1': 'e',
      '#attributes_1': 'f',
    });
  });

  it('and attributes called __proto__ are data like any other', () => {
    const fields = fieldsOf([
      element('EventData', {}, [element('Data', { Name: '__proto__' }, ['x'])]),
      element('__proto__', { ['__proto__x']: '1' }, ['y']),
      element('constructor', {}, ['z']),
    ]) as Record<string, unknown>;
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    expect(JSON.stringify(fields)).toBe(
      '{"EventData":{"__proto__":"x"},"__proto__":{"#attributes":{"__proto__x":"1"},"#text":"y"},"constructor":"z"}',
    );
  });
});

describe('Data in EventData', () => {
  it('with a name is a key, empty text where it says nothing', () => {
    expect(
      fieldsOf(
        [
          element('EventData', {}, [
            element('Data', { Name: 'A' }, [value(0)]),
            element('Data', { Name: 'B' }, [value(1)]),
            element('Data', { Name: 'C' }),
            element('Data', { Name: 'A' }, ['again']),
            element('Data', { Name: 'D', Type: 'T' }, [value(0)]),
            element('Binary', {}, [value(1)]),
          ]),
        ],
        [u32(1), nothing],
      ),
    ).toEqual({
      EventData: {
        A: 1,
        B: '',
        C: '',
        A_1: 'again',
        D: { '#attributes': { Type: 'T' }, '#text': 1 },
        Binary: null,
      },
    });
  });

  it('without a name goes into one list, arrays with all their items', () => {
    const list: Value = { type: 0x81, bytes: utf16('x\0\0y\0') };
    expect(
      fieldsOf([element('EventData', {}, [element('Data', {}, [value(0)]), element('Data', {}, ['z'])])], [list]),
    ).toEqual({ EventData: { Data: { '#text': ['x', '', 'y', 'z'] } } });
    expect(fieldsOf([element('EventData', {}, [element('Data', {}, ['only'])])])).toEqual({
      EventData: { Data: { '#text': 'only' } },
    });
  });

  it('named and unnamed side by side loses neither, and a name may come from a value', () => {
    expect(
      fieldsOf(
        [
          element('EventData', {}, [
            element('Data', { Name: [value(0)] }, ['dynamic']),
            element('Data', { Name: [value(1)] }, ['nameless']),
            element('Data', { Name: 'Data' }, ['named Data']),
            element('Data', { Name: 'Key' }, ['static']),
          ]),
        ],
        [string('Key'), nothing],
      ),
    ).toEqual({ EventData: { Data: 'named Data', Key: 'static', Key_1: 'dynamic', Data_1: { '#text': 'nameless' } } });
  });

  it('keeps an array under its name as a list', () => {
    expect(
      fieldsOf(
        [element('EventData', {}, [element('Data', { Name: 'N' }, [value(0)])])],
        [raw(0x88, 1, 0, 0, 0, 2, 0, 0, 0)],
      ),
    ).toEqual({ EventData: { N: [1, 2] } });
  });

  it('elsewhere is an ordinary element', () => {
    expect(fieldsOf([element('Other', {}, [element('Data', { Name: 'A' }, ['1'])])])).toEqual({
      Other: { Data: { '#attributes': { Name: 'A' }, '#text': '1' } },
    });
  });
});

describe('binary XML inside a value', () => {
  const inner: TemplateSpec = { id: 9, root: element('UserData', {}, [element('X', {}, [value(0)])]) };

  it('becomes elements of the parent, with values of its own', () => {
    expect(fieldsOf([element('Outer', {}, [value(1)]), value(0)], [embedded(inner, [u32(1)]), u32(2)])).toEqual({
      Outer: 2,
      UserData: { X: 1 },
    });
  });

  it('does not take the key of an element that the template gives', () => {
    expect(fieldsOf([value(0), element('UserData', {}, ['mine'])], [embedded(inner, [u32(1)])])).toEqual({
      UserData: 'mine',
      UserData_1: { X: 1 },
    });
  });

  it('nests, and more than sixteen levels deep is damage', () => {
    const nest = (levels: number): Value => {
      const level: TemplateSpec = { id: 9, root: element('L', {}, [value(0)]) };
      let out: Value = u32(1);
      for (let i = 0; i < levels; i += 1) out = embedded(level, [out]);
      return out;
    };
    expect(JSON.stringify(fieldsOf([value(0)], [nest(3)]))).toBe('{"L":{"L":{"L":1}}}');
    const chunk = new ChunkBuilder().add(1, { id: 7, root: element('Event', {}, [value(0)]) }, [nest(16)]);
    expect(readChunk(chunk).rejected.map(({ message }) => message)).toEqual(['Record 1: templates nested too deep']);
  });
});

describe('a record written without a template', () => {
  const root = element('Event', {}, [element('System', {}, [element('EventID', {}, ['1'])])]);

  it.each([true, false])('is read with dependency ids: %s', (hasDependencyIds) => {
    const result = readChunk(new ChunkBuilder().addDirect(1, root, hasDependencyIds));
    expect(result.events[0]?.fields).toEqual({ System: { EventID: '1' } });
  });

  it('whose root is no Event keeps the root', () => {
    const result = readChunk(new ChunkBuilder().addDirect(1, element('Other', {}, ['x'])));
    expect(result.events[0]?.fields).toEqual({ Other: 'x' });
  });
});

describe('hostile content', () => {
  const reject = (chunk: ChunkBuilder): string[] => readChunk(chunk).rejected.map(({ message }) => message);

  it('nested too deep is rejected, not followed', () => {
    let root: ElementSpec = element('E');
    for (let i = 0; i < 70; i += 1) root = element('E', {}, [root]);
    expect(reject(new ChunkBuilder().addDirect(1, root))).toEqual(['Record 1: elements nested too deep']);
  });

  it('that would unfold to far more than it is stops at the budget', () => {
    // 1,000 uses of a value of 1,000 uses of a value of 1,000 bytes: 1 GB from a few kilobytes.
    const many = (id: number): TemplateSpec => ({
      id,
      root: element(
        'E',
        {},
        Array.from({ length: 1_000 }, () => value(0)),
      ),
    });
    const bomb = embedded(many(1), [embedded(many(2), [string('x'.repeat(500))])]);
    const chunk = new ChunkBuilder().add(1, { id: 7, root: element('Event', {}, [value(0)]) }, [bomb]);
    const started = performance.now();
    expect(reject(chunk)).toEqual(['Record 1: record stands for too much content']);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('that names another template than the one it points to is rejected', () => {
    const chunk = new ChunkBuilder().add(1, { id: 7, root: element('Event') }, []);
    const bytes = chunk.bytes();
    bytes[512 + 24 + 4 + 2] = 8;
    const result = readAll(evtxReader, buildFile([bytes]), ports);
    expect(result.rejected.map(({ message }) => message)).toEqual([
      'Record 1: template is not the one the record names',
    ]);
  });
});

describe('the template cache', () => {
  it('takes a template over to the next chunk only where the names are the same too', () => {
    const template: TemplateSpec = { id: 7, root: element('Event', {}, [element('Aaa', {}, [value(0)])]) };
    const chunks = ['Aaa', 'Bbb'].map((name) => {
      const spec = { ...template, root: element('Event', {}, [element(name, {}, [value(0)])]) };
      // The first record defines the names, so that the second template only refers to them.
      const chunk = new ChunkBuilder().addDirect(1, element('Event', {}, [element(name)]));
      return chunk.add(2, spec, [u32(1)]).bytes();
    });
    const result = readAll(evtxReader, buildFile(chunks), ports);
    expect(result.rejected).toEqual([]);
    expect(result.events.map(({ fields }) => fields)).toEqual([{ Aaa: null }, { Aaa: 1 }, { Bbb: null }, { Bbb: 1 }]);
  });

  it('reads the same wherever the template lies in the chunk', () => {
    const spec = (): TemplateSpec => ({ id: 7, root: element('Event', { a: 'b' }, [element('X', {}, [value(0)])]) });
    const chunks = [0, 3, 9].map((fillers) => {
      const chunk = new ChunkBuilder();
      for (let i = 0; i < fillers; i += 1) chunk.addDirect(i + 1, element('Event', {}, ['x'.repeat(i)]));
      return chunk.add(fillers + 1, spec(), [u32(fillers)]).bytes();
    });
    const events = readAll(evtxReader, buildFile(chunks), ports).events.filter(({ fields }) => 'X' in fields);
    expect(events.map(({ fields }) => fields)).toEqual(
      [0, 3, 9].map((fillers) => ({ '#attributes': { a: 'b' }, X: fillers })),
    );
  });
});
