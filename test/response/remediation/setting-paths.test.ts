import { expect, test } from 'vitest';
import { leavesOf, namesOf, valueAt, withValueAt } from '../../../src/response/remediation/setting-paths.ts';

test.each<[path: string, names: readonly string[]]>([
  ['httpsOnly', ['httpsOnly']],
  ['properties.networkAcls.defaultAction', ['properties', 'networkAcls', 'defaultAction']],
  ["tags['cost.center']", ['tags', 'cost.center']],
  ["tags['it''s']", ['tags', "it's"]],
  ["tags['a'].b", ['tags', 'a', 'b']],
  ["tags['']", ['tags', '']],
  ['properties.rules[*].port', []],
  ['properties.rules[0]', []],
  ["tags['open", []],
  ['properties..port', []],
  ['properties.__proto__.admin', []],
  ['', []],
])('the path %s leads over %j', (path, names) => {
  expect(namesOf(path)).toEqual(names);
});

const document = { properties: { acls: { action: 'Deny', rules: ['a'] }, on: false, none: null } };

test.each<[names: readonly string[], value: unknown]>([
  [['properties', 'acls', 'action'], 'Deny'],
  [['properties', 'acls'], { action: 'Deny', rules: ['a'] }],
  [['properties', 'on'], false],
  [['properties', 'none'], null],
  [['properties', 'none', 'on'], undefined],
  [['properties', 'other'], undefined],
  [['properties', 'other', 'on'], undefined],
  [['properties', 'on', 'length'], undefined],
  [['properties', 'acls', 'rules', '0'], undefined],
  [['properties', 'toString'], undefined],
])('the value at %j is %j', (names, value) => {
  expect(valueAt(document, names)).toEqual(value);
});

test.each<[names: readonly string[], after: unknown]>([
  [['properties', 'on'], { properties: { ...document.properties, on: 1 } }],
  [
    ['properties', 'acls', 'action'],
    { properties: { ...document.properties, acls: { action: 1, rules: ['a'] } } },
  ],
  [['properties', 'other', 'on'], { properties: { ...document.properties, other: { on: 1 } } }],
  [['properties', 'on', 'off'], { properties: { ...document.properties, on: { off: 1 } } }],
  [['properties', 'none', 'on'], { properties: { ...document.properties, none: { on: 1 } } }],
  [['tags', 'team'], { ...document, tags: { team: 1 } }],
  [[], document],
])('a value set at %j leaves what lies beside it', (names, after) => {
  const before = structuredClone(document);
  expect(withValueAt(document, names, 1)).toEqual(after);
  expect(document).toEqual(before);
});

test.each<[settings: { [name: string]: unknown }, leaves: readonly (readonly [string, unknown])[]]>([
  [
    { on: true, level: 'high' },
    [
      ['properties.on', true],
      ['properties.level', 'high'],
    ],
  ],
  [
    { acls: { action: 'Deny', by: { name: 'x' } } },
    [
      ['properties.acls.action', 'Deny'],
      ['properties.acls.by.name', 'x'],
    ],
  ],
  [{ rules: [{ port: 1 }] }, [['properties.rules', [{ port: 1 }]]]],
  [{ none: null }, [['properties.none', null]]],
  [{ acls: {} }, []],
])('the single values of %j are %j', (settings, leaves) => {
  expect(leavesOf(settings, 'properties')).toEqual(leaves);
});
