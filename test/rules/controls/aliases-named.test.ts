import { expect, test } from 'vitest';
import { aliasesNamed } from '../../../src/rules/controls/aliases-named.ts';

test('aliasesNamed finds aliases in conditions, counts, operations and calls of field(), and nothing else', () => {
  const rule = {
    if: {
      allOf: [
        { field: 'type', equals: 'Microsoft.Sql/servers' },
        { field: "tags['cost/center']", exists: true },
        { not: { field: 'Microsoft.Sql/servers/minimalTlsVersion', equals: '1.2' } },
        {
          count: {
            field: 'Microsoft.Sql/servers/rules[*]',
            where: { field: 'Microsoft.Sql/servers/rules[*].ip' },
          },
        },
        { value: "[length(field('Microsoft.Sql/servers/admins'))]", greater: 0 },
        { value: "[[field('Microsoft.Sql/servers/escaped')]", equals: 'text' },
      ],
    },
    then: {
      effect: 'modify',
      details: {
        operations: [{ operation: 'addOrReplace', field: 'Microsoft.Sql/servers/publicNetworkAccess' }],
      },
    },
  };
  expect(aliasesNamed(rule)).toEqual([
    'Microsoft.Sql/servers/admins',
    'Microsoft.Sql/servers/minimalTlsVersion',
    'Microsoft.Sql/servers/publicNetworkAccess',
    'Microsoft.Sql/servers/rules[*]',
    'Microsoft.Sql/servers/rules[*].ip',
  ]);
});
