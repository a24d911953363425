import { expect, test } from 'vitest';
import type { EvaluationContext } from '../../../src/rules/policy/index.ts';
import { compile, outcome, thing, valueOf } from './support.ts';

const asked: readonly object[] = [
  { value: '[requestContext().apiVersion]', less: '2021-01-01' },
  { value: "[requestContext()['ApiVersion']]", less: '2021-01-01' },
  { value: "[string(contains(requestContext(), 'apiVersion'))]", equals: 'x' },
  { field: 'apiVersion', less: '2021-01-01' },
  { field: 'apiVersion', exists: false },
  { field: 'apiVersion', equals: '' },
  { value: "[field('apiVersion')]", equals: '' },
];

test.each(asked)('an api-version that nobody knows is Unknown: %j', (condition) => {
  const nothing: readonly EvaluationContext[] = [
    {},
    { apiVersion: '' },
    { requestContext: {} },
    { requestContext: { apiVersion: null } },
    { latestApiVersion: '' },
  ];
  for (const context of nothing) {
    expect(compile(condition).evaluate(thing(), context)).toMatchObject({
      state: 'Unknown',
      reason: 'the api-version is not known',
    });
    expect(outcome(condition, thing(), {}, context)).toBe('unknown');
  }
});

test.each(['[requestContext().apiVersion]', "[field('apiVersion')]"])(
  '%s is that of the request, else that of the reading, else the newest',
  (expression) => {
    const read = (context: EvaluationContext) => valueOf(expression, thing(), context);
    const all = { apiVersion: '2024-01-01', latestApiVersion: '2026-01-01' };
    expect(read({ ...all, requestContext: { ApiVersion: '2022-01-01' } })).toBe('2022-01-01');
    expect(read(all)).toBe('2024-01-01');
    expect(read({ latestApiVersion: '2026-01-01' })).toBe('2026-01-01');
  },
);

test('the newest api-version does not move an alias: how the resource is laid out is not known', () => {
  const condition = { field: 'Microsoft.Test/things/moved', equals: 'x' };
  expect(outcome(condition, thing({ new: 'x' }), {}, { latestApiVersion: '2020-01-01' })).toBe(true);
});

test('what else a request may tell is Unknown where it was not told', () => {
  const condition = { value: '[requestContext().identity]', equals: '' };
  expect(outcome(condition, thing(), {}, { apiVersion: '2024-01-01' })).toBe('unknown');
});

test('a related resource has an api-version of its own, which is not known', () => {
  const details = {
    type: 'Microsoft.Test/things/parts',
    existenceCondition: { field: 'apiVersion', greaterOrEquals: '2020-01-01' },
  };
  const policy = compile({ field: 'type', exists: true }, { effect: 'auditIfNotExists', details });
  const part = { ...thing(), type: 'Microsoft.Test/things/parts' };
  const lookup = () => ({ resources: [part] });
  expect(policy.evaluate(thing(), { apiVersion: '2024-01-01' }, lookup)).toMatchObject({
    state: 'Unknown',
    reason: 'the api-version of the related resource is not known',
  });
});
