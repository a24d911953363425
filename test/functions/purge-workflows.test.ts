import { OrchestrationRuntimeStatus } from 'durable-functions';
import type { OrchestrationFilter } from 'durable-functions';
import { expect, test } from 'vitest';
import { purgeWorkflows } from '../../functions/workflows/purge.ts';

test('workflows that ended and were started more than 30 days ago are purged, and none that runs', async () => {
  const asked: OrchestrationFilter[] = [];
  const client = {
    purgeInstanceHistoryBy: async (filter: OrchestrationFilter) => {
      asked.push(filter);
      return Promise.resolve({ instancesDeleted: 3 });
    },
  };
  expect(await purgeWorkflows(client, new Date('2026-03-31T04:20:00Z'))).toBe(3);
  const [{ createdTimeFrom, createdTimeTo, runtimeStatus } = {}] = asked;
  expect(createdTimeTo?.toISOString()).toBe('2026-03-01T04:20:00.000Z');
  expect(createdTimeFrom?.getTime()).toBeLessThan(Date.parse('2025-01-01'));
  const { Completed, Failed, Terminated } = OrchestrationRuntimeStatus;
  expect(new Set(runtimeStatus)).toEqual(new Set([Completed, Failed, Terminated]));
});
