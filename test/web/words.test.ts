import { expect, test } from 'vitest';
import { portalAddress } from '../../web/portal.ts';
import { callerOf } from '../../web/caller.ts';
import { distanceOf, dueOf, fullTimeOf, momentOf } from '../../web/times.ts';
import { countOf, earlierOf, groupOf, nameOf, personOf, textOf, typeOf, valueOf } from '../../web/words.ts';

const group = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-imaging';
const account = `${group}/providers/Microsoft.Storage/storageAccounts/stlakesideimages`;
const now = Date.parse('2026-03-01T08:00:00.000Z');
const after = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

test('people have the names that the directory knows; of others the id is cut', () => {
  const id = '7d1f4b92-3c6e-4a08-b5d7-91e2c8f06a3d';
  expect(personOf(id, { [id]: 'Ann Approver' })).toBe('Ann Approver');
  expect([personOf(id), personOf(id, {}), personOf('auto')]).toEqual(['7d1f4b92…', '7d1f4b92…', 'auto']);
  const words = ['by ', { who: id }, ' at ', { at: after(1) }];
  expect(textOf(words, { [id]: 'Ann' }, () => '08:01')).toBe('by Ann at 08:01');
});

test('resources are named by their type, name and group', () => {
  expect([nameOf(account), groupOf(account), typeOf(account)]).toEqual([
    'stlakesideimages',
    'rg-imaging',
    'storage account',
  ]);
  expect(nameOf(`${group}/providers/Microsoft.Web/sites/app-portal/slots/staging`)).toBe(
    'app-portal/staging',
  );
  const typeNamed = (type: string) =>
    typeOf(`${group}/providers/${type.replaceAll(/(?<=\/[^/]+)(?=\/|$)/g, '/x')}`);
  expect(typeNamed('Microsoft.ContainerRegistry/registries')).toBe('registry');
  expect(typeNamed('Microsoft.Network/publicIPAddresses')).toBe('public IPAddress');
  expect(typeNamed('Microsoft.Sql/servers/databases')).toBe('database');
  expect([typeOf(group), groupOf('/subscriptions/1')]).toEqual([undefined, undefined]);
  expect([countOf(1, 'drift'), countOf(2, 'drift')]).toEqual(['1 drift', '2 drifts']);
  expect([valueOf({ a: [1] }), valueOf(null)]).toEqual(['{"a":[1]}', 'not set']);
});

test.each([
  [220, 'due in 3 h 40 min', 'in 3 h 40 min'],
  [0.5, 'due in less than a minute', 'just now'],
  [20, 'due in 20 min', 'in 20 min'],
  [-120, 'overdue by 2 h', '2 h ago'],
  [-1, 'overdue by 1 min', '1 min ago'],
  [60 * 51, 'due in 2 d 3 h', 'in 2 d 3 h'],
])('%d minutes away is said as one says it', (minutes, due, distance) => {
  expect([dueOf(after(minutes), now), distanceOf(after(minutes), now)]).toEqual([due, distance]);
});

test('a moment names its day only where that is not today; all of it is in UTC too', () => {
  const here = new Date(now);
  const noon = new Date(here.getFullYear(), here.getMonth(), here.getDate(), 12).toISOString();
  expect(momentOf(noon, now)).not.toContain(String(here.getFullYear()));
  expect(momentOf(noon, Date.parse(noon) + 400 * 86_400_000)).toContain(String(here.getFullYear()));
  expect(fullTimeOf(noon)).toContain(noon);
});

test('the portal is that of the cloud in which people sign in', () => {
  const of = (host: string) => portalAddress(`https://${host}/tenant`, account);
  expect(of('login.microsoftonline.com')).toBe(`https://portal.azure.com/#@/resource${account}`);
  expect(of('login.microsoftonline.us')).toBe(`https://portal.azure.us/#@/resource${account}`);
});

test('who is signed in is read from the token; what is no such token names nobody', () => {
  const token = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
  const claims = { oid: '1', name: 'Zoë Ünal', roles: ['Reader'] };
  expect(callerOf(token(claims))).toEqual({ objectId: '1', name: 'Zoë Ünal', roles: ['Reader'] });
  expect(callerOf(token({ oid: '1' }))).toEqual({ objectId: '1', roles: [] });
  expect([callerOf('opaque'), callerOf(token({ sub: '1' }))]).toEqual([undefined, undefined]);
});

test('an earlier value that was never read is not said to be unset', () => {
  expect(earlierOf([], 'a')).toBe('not known');
  expect(earlierOf([{ path: 'a', value: undefined }], 'a')).toBe('not set');
  expect(earlierOf([{ path: 'a', value: false }], 'a')).toBe('false');
});
