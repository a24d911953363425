import { expect, test } from 'vitest';
import { auditBetween } from '../../../src/platform/auth/index.ts';
import { MemoryAudit } from './memory.ts';

test('a long audit is given in parts that leave nothing out', async () => {
  const audit = new MemoryAudit();
  const start = Date.parse('2026-03-01T00:00:00Z');
  for (let n = 0; n < 5_000; n += 1) {
    await audit.add({
      id: String(n),
      // Three at a time: a part never ends between them.
      time: new Date(start + Math.floor(n / 3)).toISOString(),
      action: 'things-change',
      kind: 'change',
      correlationId: '',
      outcome: 'done',
    });
  }
  const ids: string[] = [];
  const parts: number[] = [];
  for (let since: string | undefined = '2026-03-01T00:00:00.000Z'; since !== undefined;) {
    const { entries, next }: Awaited<ReturnType<typeof auditBetween>> = await auditBetween({ since }, audit);
    ids.push(...entries.map(({ id }) => id));
    parts.push(entries.length);
    since = next;
  }
  expect(ids).toEqual(Array.from({ length: 5_000 }, (_, n) => String(n)));
  expect(parts).toEqual([2001, 2001, 998]);
});
