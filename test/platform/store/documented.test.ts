import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { queueNames, recordTableNames, tableNames } from '../../../src/platform/store/table-names.ts';

const architecture = readFileSync(join(import.meta.dirname, '../../../docs/architecture.md'), 'utf8');
const storage = architecture.slice(architecture.indexOf('## Storage'));
/** First cells of the rows of its tables. */
const named = [...storage.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell]) =>
  [...(cell ?? '').matchAll(/`([\w-]+)`/g)].map(([, name]) => name),
);

test.each([...tableNames, ...recordTableNames])('the table %s has a row in docs/architecture.md', (name) => {
  expect(named).toContain(name);
});

test.each(queueNames)('the queue %s is named in docs/architecture.md', (name) => {
  expect(storage).toContain(`\`${name}\``);
});

test('docs/architecture.md names no table or queue that there is not', () => {
  const all = new Set<string>([...tableNames, ...recordTableNames, ...queueNames]);
  expect(named.filter((name) => !all.has(name ?? ''))).toEqual([]);
});
