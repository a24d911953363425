import type { ChangeRequest } from '@phiwatch/azure-simulator';
import { estate, imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import type { ResponseSummary } from '../../src/response/responses/index.ts';
import { administrator } from './support/azure.ts';
import { given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';

const it = useWorld({ messageLease: 600, channels: true });
/** How many accounts are changed at once. */
const accounts = Number(process.env['STORM'] ?? 25);
const timeout = 60_000 + accounts * 500;
/** What Event Grid puts into one delivery. */
const batch = 100;
const policy = 'storage-requires-secure-transfer';

const idOf = (n: number): string =>
  `${imagingArchiveId.slice(0, imagingArchiveId.lastIndexOf('/'))}/storm${n}`;

/** Makes a change to each account, and tells of all. */
async function toAll(change: (id: string) => Omit<ChangeRequest, 'id' | 'actor'>): Promise<void> {
  const { simulation } = it.world.azure;
  const { length } = simulation.changes;
  for (let n = 0; n < accounts; n += 1)
    simulation.change({ ...change(idOf(n)), id: idOf(n), actor: administrator });
  const changes = simulation.changes.slice(length).filter(({ only }) => only !== 'resources');
  for (let at = 0; at < changes.length; at += batch) await it.app.tell(changes.slice(at, at + batch));
}

/** Messages that have arrived since so many. */
const arrivedAfter = (count: number) => it.world.sinks.arrived.slice(count);

describe.skipIf(given)('a storm of changes', () => {
  test(
    'is recorded to the last drift, answered, and told in few messages',
    async () => {
      const { app, world } = it;
      const archive = estate().find(({ id }) => id?.toLowerCase() === imagingArchiveId.toLowerCase());
      await toAll((id) => ({ method: 'PUT', body: { ...archive, id, name: id.split('/').at(-1) } }));
      await drain(it);
      const before = world.sinks.arrived.length;
      const began = performance.now();
      await toAll(() => ({ method: 'PATCH', body: { properties: { supportsHttpsTrafficOnly: false } } }));
      await drain(it);
      const seconds = (performance.now() - began) / 1000;
      const drifts = (await app.drifts()).filter(
        (drift) =>
          drift.policy === policy && /\/storm\d+$/i.test(drift.resourceId) && drift.to === 'NonCompliant',
      );
      expect(new Set(drifts.map(({ resourceId }) => resourceId)).size).toBe(accounts);
      let minutes = 0;
      for (let quiet = 0; quiet < 12 && minutes < 240; minutes += 1) {
        const { length } = world.sinks.arrived;
        world.moveTime(60_000);
        await app.run('responses-due');
        await drain(it);
        quiet = world.sinks.arrived.length > length ? 0 : quiet + 1;
      }
      const { responses } = await app.json<{ responses: ResponseSummary[] }>('/api/responses');
      const answered = responses.filter(
        (each) => each.policy === policy && /\/storm\d+$/i.test(each.resourceId),
      );
      expect(answered).toHaveLength(accounts);
      const { undelivered } = await app.json<{ undelivered: unknown[] }>('/api/messages');
      expect(undelivered).toEqual([]);
      const sent = Map.groupBy(arrivedAfter(before), ({ sink }) => sink);
      console.log(
        `${accounts} changes: ${drifts.length} drifts and ${answered.length} responses in ${seconds.toFixed(0)} s; ` +
          [...sent].map(([sink, all]) => `${all.length} messages [${sink}]`).join(', ') +
          `; all quiet after ${minutes - 12} simulated minutes`,
      );
      for (const all of sent.values()) expect(all.length).toBeLessThan(accounts);
    },
    timeout,
  );
});
