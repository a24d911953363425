import { expect, test } from 'vitest';
import { newestOf, newestVersions } from '../../tools/conformance/newest-versions.ts';

const pinned = new Map([['microsoft.test/things', '2021-01-01']]);
const table = (apiVersions: readonly string[], paths: readonly string[] = []) => [
  {
    namespace: 'Microsoft.Test',
    resourceTypes: [
      {
        resourceType: 'Things',
        apiVersions,
        aliases: [{ name: 'a', paths: [{ path: 'properties.a', apiVersions: paths }] }],
      },
    ],
  },
];
const newest = (...of: Parameters<typeof table>) =>
  newestVersions(table(...of), pinned).get('microsoft.test/things');

test('the newest of what the catalogue, a type and its paths have', () => {
  expect(newest([])).toBe('2021-01-01');
  expect(newest(['2020-01-01', '2022-06-01'], ['2022-05-01'])).toBe('2022-06-01');
  expect(newest(['2020-01-01'], ['2023-05-01'])).toBe('2023-05-01');
});

test('a preview counts where there is nothing else', () => {
  expect(newest(['2024-01-01-preview'])).toBe('2021-01-01');
  expect(newestVersions(table(['2014-04-01-preview', '2015-01-01-Preview']), new Map())).toEqual(
    new Map([['microsoft.test/things', '2015-01-01-Preview']]),
  );
});

test('a table without versions adds nothing', () => {
  expect(newestVersions({ 'microsoft.test/things/a': { '*': 'properties.a' } }, pinned)).toEqual(pinned);
});

test('a child has that of its parent where none is known for it', () => {
  expect(newestOf('Microsoft.Test/Things/parts/screws', pinned)).toBe('2021-01-01');
  expect(newestOf('Microsoft.Test/others', pinned)).toBeUndefined();
  expect(newestOf('', pinned)).toBeUndefined();
});
