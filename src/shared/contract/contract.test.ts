import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Operation } from './define.ts';
import { HOST_EVENTS } from './events.ts';
import { CONTRACT_VERSION, findOperation, OPERATIONS } from './index.ts';

const operations: readonly Operation[] = OPERATIONS;

const asSchema = (type: z.ZodType, io: 'input' | 'output') => z.toJSONSchema(type, { io, unrepresentable: 'any' });

const describeContract = () => ({
  version: CONTRACT_VERSION,
  operations: operations.map(({ input, output, result, ...facts }) => ({
    ...facts,
    input: asSchema(input, 'input'),
    output: asSchema(output, 'output'),
    ...(result === undefined ? {} : { result: asSchema(result, 'output') }),
  })),
  events: Object.fromEntries(Object.entries(HOST_EVENTS).map(([name, type]) => [name, asSchema(type, 'output')])),
});

describe('the contract', () => {
  it('is the one that was reviewed, in every schema', async () => {
    const text = `${JSON.stringify(describeContract(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('./contract.schema.json');
  });

  it('names every operation once, as domain and verb', () => {
    const names = operations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+\.[a-z][A-Za-z]*$/.test(name))).toEqual([]);
  });

  it('asks for an open case exactly where it asks for a role', () => {
    const takesHandle = ({ input }: Operation) => input instanceof z.ZodObject && 'handle' in input.shape;
    expect(operations.filter((each) => takesHandle(each) !== (each.role !== 'no-case'))).toEqual([]);
  });

  it('refuses fields it does not know in every input', () => {
    const open = operations.filter(({ input }) => asSchema(input, 'input').additionalProperties !== false);
    expect(open.map(({ name }) => name)).toEqual([]);
  });

  it('leaves a record of every command that changes a case or takes something out of it', () => {
    const silent = operations.filter(({ kind, recording }) => kind === 'command' && recording === 'nothing');
    // A witness keeps a memory of its own, outside every case.
    const ofTheMachine = ['workstation.changeSettings', 'workstation.forget'];
    const ofTheWitness = ['witness.create', 'witness.watch', 'witness.sign'];
    expect(silent.map(({ name }) => name)).toEqual(['job.cancel', ...ofTheMachine, ...ofTheWitness]);
  });

  it('lets reviewers and auditors read, search and check, reviewers also annotate, but add no evidence', () => {
    const allowed = (role: 'reviewer' | 'auditor') =>
      operations.flatMap(({ name, role: roles }) => (roles === 'no-case' || !roles.includes(role) ? [] : [name]));
    const readers = [
      'case.info',
      'case.settings',
      'case.close',
      'operator.list',
      'operator.changePassphrase',
      'operator.keys',
      'ingest.sources',
      'search.run',
      'search.fold',
      'search.histogram',
      'search.top',
      'search.lanes',
      'search.around',
      'search.fields',
      'coverage.list',
      'search.history',
      'annotation.list',
      'annotation.tags',
      'bundle.report',
      'annotation.history',
      'view.list',
      'event.get',
      'event.proof',
      'event.checkProof',
      'event.raw',
      'event.rederive',
      'record.get',
      'custody.list',
      'custody.items',
      'custody.chain',
      'custody.act',
      'verify.start',
      'proof.list',
      'proof.check',
      'mark.status',
      'mark.compare',
      'mark.trusted',
      'compliance.inputs',
      'compliance.frameworks',
      'compliance.framework',
      'compliance.parameters',
      'compliance.assess',
      'compliance.assessments',
      'compliance.assessment',
      'compliance.requirement',
      'compliance.exceptions',
      'compliance.sample',
      'compliance.forecast',
    ];
    const annotating = ['annotation.add', 'annotation.undo', 'view.save', 'view.remove', 'compliance.decideException'];
    expect(allowed('reviewer').toSorted()).toEqual([...readers, ...annotating].toSorted());
    expect(allowed('auditor').toSorted()).toEqual(
      [...readers, 'export.start', 'bundle.create', 'custody.paper', 'mark.request', 'mark.import'].toSorted(),
    );
  });

  it('keeps what shows or changes the machine itself from callers on other machines', () => {
    const local = operations.filter(({ reach }) => reach === 'local').map(({ name }) => name);
    expect(local).toEqual(
      operations.map(({ name }) => name).filter((name) => /^(?:workstation|witness)\./u.test(name)),
    );
  });

  it('finds an operation by name only, not by what every object has', () => {
    expect(findOperation('search.run')?.kind).toBe('query');
    expect(findOperation('constructor')).toBeUndefined();
    expect(findOperation('__proto__')).toBeUndefined();
  });
});
