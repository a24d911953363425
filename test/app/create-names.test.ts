import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNames } from '../../src/app/create-names.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'names-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const credential = { getToken: async () => Promise.resolve(null) };
const feed = (displayName: string) =>
  JSON.stringify({
    principals: [
      { id: 'AB', kind: 'human', displayName },
      { id: 'cd', kind: 'human' },
    ],
  });

test('without a feed nobody has a name', () => {
  expect(createNames({}, credential, () => new Date())).toBeUndefined();
});

test('names come from the feed, whatever the case of an id, and are read again after a while', async () => {
  const directory = join(folder, 'directory.json');
  await writeFile(directory, feed('Dana Holt'));
  let now = Date.parse('2026-03-01T10:00:00Z');
  const nameOf = createNames({ directory }, credential, () => new Date(now));
  expect(await nameOf?.('aB')).toBe('Dana Holt');
  expect(await nameOf?.('cd')).toBeUndefined();
  await writeFile(directory, feed('Dana Brandt'));
  expect(await nameOf?.('ab')).toBe('Dana Holt');
  now += 16 * 60_000;
  expect(await nameOf?.('ab')).toBe('Dana Brandt');
});

test('a name of any length leaves room for the message', async () => {
  const directory = join(folder, 'long.json');
  await writeFile(directory, feed('x'.repeat(50_000)));
  const nameOf = createNames({ directory }, credential, () => new Date('2026-03-01T10:00:00Z'));
  expect(await nameOf?.('ab')).toHaveLength(100);
});

test('a feed that cannot be read is an error, and is not asked for each name', async () => {
  const directory = join(folder, 'late.json');
  const nameOf = createNames({ directory }, credential, () => new Date('2026-03-01T10:00:00Z'));
  await expect(nameOf?.('ab')).rejects.toThrow();
  await writeFile(directory, feed('Dana Holt'));
  await expect(nameOf?.('ab')).rejects.toThrow();
});
