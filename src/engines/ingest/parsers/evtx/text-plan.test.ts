import { describe, expect, it } from 'vitest';
import { planElement } from './element-plan.ts';
import type { Content, ElementDraft } from './element-plan.ts';
import { planText } from './text-plan.ts';

const plan = (name: string, content: Content[] = [], attributes: ElementDraft['attributes'] = []) =>
  planElement({ name, attributes, content });
const data = (name: string, content: Content[]) => plan('Data', content, [{ name: 'Name', content: [name] }]);

describe('the plan of a template', () => {
  it('has its keys in canonical order, and its fields in their own', () => {
    const text = planText([plan('EventData', [data('b"', [0]), data('B', ['x']), data('a', [1])])]);
    expect(text?.pieces.map(({ before }) => before)).toEqual(['{"B":"x","a":', ',"b\\"":']);
    expect(text).toMatchObject({ tail: '}', used: [1, 0], uses: [1, 1], cost: 2 });
    expect(text?.fields).toEqual([
      { key: 'b"', index: 0, fixed: '' },
      { key: 'B', index: -1, fixed: 'x' },
      { key: 'a', index: 1, fixed: '' },
    ]);
  });

  it('says where System has its facts, and which value holds the data', () => {
    const system = plan('System', [
      plan('Provider', [], [{ name: 'Name', content: ['P'] }]),
      plan('EventID', [3], [{ name: 'Qualifiers', content: [4] }]),
    ]);
    const text = planText([plan('Event', [system, 9])]);
    expect(text).toMatchObject({ name: 'Event', head: '{', embedded: 9 });
    expect(text?.facts.slice(0, 3)).toEqual([
      { index: -1, literal: 'P', quoted: '"P"' },
      undefined,
      { index: 3, literal: '', quoted: '' },
    ]);
  });

  it.each([
    ['keys that only the values tell', [plan('EventData', [plan('Data', [0]), plan('Data', [1])])]],
    ['text beside elements', [plan('EventData', [data('a', [0]), 'text'])]],
    ['values put together', [plan('EventData', [data('a', [0, 1])])]],
    ['several roots', [plan('EventData'), plan('EventData')]],
    ['another root', [plan('Other', [plan('a', [0])])]],
    ['an event without System', [plan('Event', [plan('EventData')])]],
  ])('is not made of %s', (_, roots) => {
    expect(planText(roots)).toBeUndefined();
  });
});
