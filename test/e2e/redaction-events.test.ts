import { randomUUID } from 'node:crypto';
import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { eventFor } from './support/azure.ts';
import { given } from './support/connection.ts';
import { everythingKept } from './support/kept.ts';
import { anyName, anyShape, bareName, shaped } from './support/planted.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ channels: true });

const person = `${bareName}, ${Object.values(shaped).join(', ')}`;

/** The name of a resource is evidence, whoever chose it: but of one that is not there, nothing is kept but what is still to be read. */
const resourceName = 'Nora Quillfeather';

/** A copy for each text in a value, with something else in its place; and for each object, with one more member. */
function planted(value: unknown, text: string): readonly unknown[] {
  if (typeof value === 'string') return [text];
  if (typeof value !== 'object' || value === null) return [];
  const members = Object.entries(value);
  const inside = members.flatMap(([name, member]) =>
    planted(member, text).map((each) => ({ ...value, [name]: each })),
  );
  return [...inside, { ...value, [text]: text }];
}

/** A task, as the app itself puts it on the queue. */
const taskFor = (id: string) => {
  const time = new Date(it.world.now()).toISOString();
  const actor = { objectId: randomUUID(), appId: randomUUID() };
  const ids = { eventId: randomUUID(), correlationId: randomUUID() };
  const trigger = {
    kind: 'event',
    ...ids,
    operation: 'write',
    operationName: 'Microsoft.Storage/storageAccounts/write',
  };
  const change = { resourceId: id, time, trigger: { ...trigger, actor } };
  return { kind: 'task', task: { target: id, change, attempt: 0, due: time, movedFrom: id } };
};

describe.skipIf(given)('a person who is written into every member of what comes', () => {
  test('is kept nowhere: events are handled without it, or rejected by their shape', async () => {
    const { app, world } = it;
    const id = await app.copyOf(imagingArchiveId);
    const [change] = await app.azure.change({
      method: 'PATCH',
      id,
      body: { properties: { supportsHttpsTrafficOnly: false } },
    });
    if (!change) throw new Error('nothing changed');
    const events = planted(eventFor(change), person);
    const asCloud = planted(eventFor(change, { schema: 'CloudEventSchemaV1_0' }), person);
    expect(events.length + asCloud.length).toBeGreaterThan(40);
    for (const event of events) expect(await app.post([event])).toBeLessThan(300);
    for (const event of asCloud) expect(await app.post([event], 'CloudEventSchemaV1_0')).toBeLessThan(300);
    const nowhere = id.replace(/[^/]+$/, resourceName);
    expect(await app.post([eventFor({ ...change, id: nowhere })])).toBeLessThan(300);
    const tasks = planted(taskFor(id), person);
    for (const task of tasks) await app.enqueue(task);
    for (const scan of planted({ kind: 'scan', scanId: 'none' }, person)) await app.enqueue(scan);
    for (const renewal of planted({ kind: 'renewal', subscriptionId }, person)) await app.enqueue(renewal);
    await app.enqueue(person);
    await app.enqueue({
      kind: 'task',
      task: JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`) as unknown,
    });

    await until('all to be handled', async () =>
      (await everythingKept(app.connection.storage)).get('queue changes') === '[]' ? true : undefined,
    );
    // What is taken from the queue may still be under way.
    await until('more than ten rejected', async () =>
      (await app.health()).rejected > 10 ? true : undefined,
    );
    // A change is not missed because its id, its operation or its caller is odd.
    await app.reaches(id, 'storage-requires-secure-transfer', 'NonCompliant');
    const drift = (await app.drifts(id)).find(({ to }) => to === 'NonCompliant');
    expect(drift?.candidates.some(({ eventId }) => eventId.startsWith('sha256:'))).toBe(true);
    await until('a message', () => (world.sinks.arrived.length > 0 ? true : undefined));

    // What waits on the queue shows when its time has come, if nobody takes it.
    await world.hosts[0]?.stop();
    world.moveTime(600_000);
    const all = new Map(await everythingKept(app.connection.storage));
    all.set('log', world.output());
    all.set('sinks', JSON.stringify(world.sinks.arrived));
    const found = [...all].filter(([, text]) => anyShape.test(text) || anyName.test(text));
    expect(found.map(([place]) => place)).toEqual([]);
    const named = [...all].filter(([, text]) => text.includes(resourceName)).map(([place]) => place);
    expect(named).toEqual(['queue changes']);
    expect(all.get('table Rejected')).toContain('text of ');
    expect(all.get('queue changes')).toContain('target');
  });
});
