import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownersOf, parentOf, parseResourceId, resourceTypeOf, scopeOf } from '../../src/model/resource-id.ts';

const s = '/subscriptions/S';
const g = `${s}/resourceGroups/G`;
const vm = `${g}/providers/Microsoft.Compute/virtualMachines/v`;

describe('parseResourceId', () => {
  it.each([
    [s, 'Microsoft.Resources/subscriptions', 'S', undefined, undefined],
    [`${s}/`, 'Microsoft.Resources/subscriptions', 'S', undefined, undefined],
    [g, 'Microsoft.Resources/subscriptions/resourceGroups', 'G', undefined, s],
    [vm, 'Microsoft.Compute/virtualMachines', 'v', undefined, g],
    [`${vm}/extensions/e`, 'Microsoft.Compute/virtualMachines/extensions', 'v/e', vm, g],
    [
      `${vm}/providers/Microsoft.Insights/diagnosticSettings/d`,
      'Microsoft.Insights/diagnosticSettings',
      'd',
      vm,
      g,
    ],
    [`${vm}/extensions/e/providers/A.B/c/1/d/2`, 'A.B/c/d', '1/2', `${vm}/extensions/e/providers/A.B/c/1`, g],
    [`${s}/providers/Microsoft.Security/pricings/p`, 'Microsoft.Security/pricings', 'p', undefined, s],
    [
      '/providers/Microsoft.Management/managementGroups/m',
      'Microsoft.Management/managementGroups',
      'm',
      undefined,
      undefined,
    ],
    // A resource may be called as the word that begins an extension.
    [`${g}/providers/A.B/c/providers`, 'A.B/c', 'providers', undefined, g],
    [
      '/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/A.B/c/x',
      'A.B/c',
      'x',
      undefined,
      '/SUBSCRIPTIONS/S/RESOURCEGROUPS/G',
    ],
  ])('%s', (id, type, name, parent, scope) => {
    expect(parseResourceId(id)).toMatchObject({ id: id.replace(/\/$/, ''), type, name });
    expect(resourceTypeOf(id)).toBe(type);
    expect(parentOf(id)).toBe(parent);
    expect(scopeOf(id)).toBe(scope);
  });

  it('tells the containers', () => {
    expect(parseResourceId(vm)).toMatchObject({ subscriptionId: 'S', resourceGroup: 'G' });
    expect(parseResourceId(`${s}/providers/A.B/c/x`)).not.toHaveProperty('resourceGroup');
  });

  it.each([
    '',
    '/',
    'subscriptions/S',
    '/subscriptions',
    `${s}/resourceGroups`,
    `${g}/providers`,
    `${g}/providers/A.B`,
    `${g}/providers/A.B/c`,
    `${vm}/extensions`,
    `${vm}/start/action`.slice(0, -7),
    `${g}/providers/A.B/c/..`,
    `${g}/../G2/providers/A.B/c/x`,
    `${g}/providers/A.B/./x`,
    `${g}//providers/A.B/c/x`,
    `${s}/tagNames/x`,
    `${g}/providers/A.B/c/\ud800`,
  ])('refuses "%s"', (id) => {
    expect(parseResourceId(id)).toBeUndefined();
    expect(resourceTypeOf(id)).toBe('');
    expect(parentOf(id)).toBeUndefined();
    expect(scopeOf(id)).toBeUndefined();
  });

  const part = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => !text.includes('/') && !/^(\.|\.\.|providers)$/i.test(text) && text.isWellFormed());
  const pair = fc.tuple(part, part);

  it('takes apart what was put together', () => {
    fc.assert(
      fc.property(
        part,
        part,
        part,
        fc.array(pair, { minLength: 1, maxLength: 4 }),
        (sub, rg, namespace, pairs) => {
          const scope = `/subscriptions/${sub}/resourceGroups/${rg}`;
          const id = `${scope}/providers/${namespace}/${pairs.flat().join('/')}`;
          expect(parseResourceId(id)).toMatchObject({
            id,
            type: [namespace, ...pairs.map(([type]) => type)].join('/'),
            name: pairs.map(([, name]) => name).join('/'),
            subscriptionId: sub,
            resourceGroup: rg,
          });
          expect(parentOf(id)).toBe(pairs.length > 1 ? id.split('/').slice(0, -2).join('/') : undefined);
          const extension = `${id}/providers/X.Y/z/e`;
          expect(parentOf(extension)).toBe(id);
          expect(scopeOf(extension)).toBe(scope);
        },
      ),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(part).map((parts) => `/${parts.join('/')}`),
        ),
        (text) => {
          const id = parseResourceId(text)?.id;
          if (id !== undefined) expect(parseResourceId(id)?.id).toBe(id);
        },
      ),
    );
  });
});

it.each([
  [
    '/subscriptions/S/resourceGroups/G/providers/Microsoft.Sql/servers/a',
    { subscriptionId: 'S', resourceGroup: 'G' },
  ],
  ['/Subscriptions/S/ResourceGroups/G', { subscriptionId: 'S', resourceGroup: 'G' }],
  [
    '/subscriptions/S/resourceGroups/G/providers/Microsoft.Sql/servers',
    { subscriptionId: 'S', resourceGroup: 'G' },
  ],
  ['/subscriptions/S/resourceGroups/', { subscriptionId: 'S' }],
  ['/subscriptions/S/providers/Microsoft.Security/pricings/VirtualMachines', { subscriptionId: 'S' }],
  ['/providers/Microsoft.Management/managementGroups/M', {}],
  ['subscriptions/S', {}],
  ['', {}],
])('the owners of %s are those that it begins with', (path, owners) => {
  expect(ownersOf(path)).toEqual(owners);
});
