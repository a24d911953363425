import { expect, test } from 'vitest';
import { compile, thing } from './support.ts';

const A = 'Microsoft.Test/things';

test('the values that a rule reads, by path; nothing there is null', () => {
  const condition = {
    allOf: [
      { field: 'type', equals: A },
      { field: `${A}/renamed`, equals: 1 },
      { field: `${A}/list[*].p`, equals: 1 },
      { value: `[length(field('${A}/other'))]`, equals: 1 },
      { count: { field: `${A}/list[*]`, where: { field: `${A}/list[*].p`, equals: 1 } }, greater: 0 },
      { field: 'tags.owner', exists: true },
    ],
  };
  expect(compile(condition).values(thing({ deep: { original: 'x' }, list: [{ p: 1 }, {}] }))).toEqual({
    'properties.deep.original': 'x',
    'properties.list[*].p': [1],
    'properties.other': null,
    'count of properties.list[*]': 1,
    'tags.owner': null,
  });
});

test('those of related resources, by their names', () => {
  const details = { type: `${A}/parts`, existenceCondition: { field: `${A}/parts/on`, equals: true } };
  const policy = compile({ field: 'name', equals: 't' }, { effect: 'auditIfNotExists', details });
  const part = { type: `${A}/parts`, name: 'x', properties: { on: false } };
  expect(policy.values(thing(), {}, () => ({ resources: [part] }))).toEqual({
    [`${A}/parts/x: properties.on`]: false,
  });
  expect(policy.values(thing())).toEqual({});
});

test('long values are cut, unreadable ones left out', () => {
  const condition = {
    anyOf: [
      { field: `${A}/long`, equals: 1 },
      { field: `${A}/list[*]`, equals: 1 },
    ],
  };
  const values = compile(condition).values(thing({ long: 'x'.repeat(1000), list: 'not a list' }));
  expect(Object.keys(values)).toEqual(['properties.long']);
  expect(String(values['properties.long']).length).toBeLessThan(510);
});

test('fields whose names depend on the resource are not gathered up over time', () => {
  const policy = compile({ value: "[field(concat('tags.', field('name')))]", equals: 'x' });
  for (const name of ['a', 'b', 'c']) policy.evaluate(thing({}, { name }));
  expect(Object.keys(policy.values(thing({}, { name: 'd' })))).toEqual(['name']);
});
