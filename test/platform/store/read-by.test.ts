import { expect, it, vi } from 'vitest';
import { createReadBy } from '../../../src/platform/store/read-by.ts';
import { useStore } from './azurite.ts';
import { resourceIn } from './samples.ts';

const test = useStore();

it('gives the readers of a key, each once, whatever the case', async () => {
  const key = `${resourceIn('g', 'vault')}/providers/microsoft.insights/diagnosticSettings?list`;
  await test.store.readBy.add([key, 'other key'], resourceIn('g', 'a'));
  await test.store.readBy.add([key.toUpperCase()], resourceIn('g', 'b'));
  await createReadBy(test.table('ReadBy')).add([key, key], resourceIn('G', 'A'));
  const readers = await test.store.readBy.readers(key);
  expect(readers.map((id) => id.toLowerCase()).toSorted()).toEqual([
    resourceIn('g', 'a').toLowerCase(),
    resourceIn('g', 'b').toLowerCase(),
  ]);
  expect(await test.store.readBy.readers('never read')).toEqual([]);
});

it('writes what it has not written, and that again where it failed', async () => {
  const table = test.table('ReadBy');
  const write = vi.spyOn(table, 'upsertEntity');
  const readBy = createReadBy(table);
  const keys = Array.from({ length: 40 }, (_, n) => `key ${n}`);
  write.mockRejectedValueOnce(new Error('server busy'));
  await expect(readBy.add(keys, 'reader')).rejects.toThrow('server busy');
  await readBy.add(keys, 'reader');
  // 16 at first, 15 of which were written; then the other 25.
  expect(write).toHaveBeenCalledTimes(41);
  await readBy.add(keys, 'reader');
  expect(write).toHaveBeenCalledTimes(41);
  for (const key of keys) expect(await readBy.readers(key)).toEqual(['reader']);
});
