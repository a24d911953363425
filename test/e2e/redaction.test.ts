import { randomUUID } from 'node:crypto';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { eventFor } from './support/azure.ts';
import { given } from './support/connection.ts';
import { everythingKept } from './support/kept.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ channels: true });

/** Made up, and unlike anything else: where one of them shows, a person was named. */
const marks = {
  mail: 'mira.quillfeather@clinic.example',
  upn: 'mquillfeather@lakeside.example',
  name: 'Mira Quillfeather',
  address: '198.51.100.77',
};
const anyMark = /quillfeather|198\.51\.100\.77/i;

const claims = {
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': marks.mail,
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': marks.upn,
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name': marks.upn,
  name: marks.name,
  ipaddr: marks.address,
};

/** The event with a person in its claims, wherever Azure may write one. */
function marked(event: object): Record<string, unknown> {
  const { data, ...rest } = event as { data: Record<string, unknown> };
  const { claims: own, httpRequest, ...others } = data as Record<string, object>;
  return {
    ...rest,
    data: {
      ...others,
      claims: { ...own, ...claims },
      caller: marks.upn,
      httpRequest: { ...httpRequest, clientIpAddress: marks.address },
    },
  };
}

describe.skipIf(given)('who made a change', () => {
  test('is told by ids: no name and no address is kept, logged or answered', async () => {
    const { app, world } = it;
    const id = await app.copyOf(imagingArchiveId);
    const body = { properties: { supportsHttpsTrafficOnly: false } };
    const [change] = await app.azure.change({ method: 'PATCH', id, body });
    if (!change) throw new Error('nothing changed');
    const event = marked(eventFor(change));
    const asCloud = marked(eventFor(change, { schema: 'CloudEventSchemaV1_0' }));
    expect(JSON.stringify([event, asCloud])).toMatch(anyMark);

    expect(await app.post([event])).toBeLessThan(300);
    expect(await app.post([asCloud], 'CloudEventSchemaV1_0')).toBeLessThan(300);
    // What is rejected is kept, but not the person in it; the one on the queue, too.
    const { rejected } = await app.health();
    expect(await app.post([{ ...event, eventType: 'Contoso.Order' }])).toBeLessThan(300);
    expect(await app.post([{ nothing: randomUUID(), claims, note: marks.mail }])).toBeLessThan(300);
    await app.enqueue({ ...event, eventTime: 'yesterday', data: { claims, caller: marks.mail } });
    await app.enqueue({ kind: 'task', task: { target: 'no id', change: event } });
    await until('all four to be rejected', async () =>
      (await app.health()).rejected === rejected + 4 ? true : undefined,
    );
    // A read that fails is retried by way of the queue, with the change in the message.
    await app.azure.fault({ match: { idPattern: id }, status: 503, times: 1 });
    expect(await app.post([{ ...event, id: randomUUID() }])).toBeLessThan(300);

    // A card, a mail and a message to a pager tell of it.
    const arrived = await until('three messages', () => {
      const { arrived: all } = world.sinks;
      return new Set(all.map(({ sink }) => sink)).size === 3 ? JSON.stringify(all) : undefined;
    });
    expect(arrived).toContain(change.actor.oid);
    expect(anyMark.exec(arrived)?.[0]).toBeUndefined();
    const answers = JSON.stringify([await app.drifts(), await app.states(id), await app.health()]);
    expect(answers).toContain(change.actor.oid);
    expect(anyMark.exec(answers)?.[0]).toBeUndefined();
    // What waits on the queue shows when its time has come, if nobody takes it.
    await world.hosts[0]?.stop();
    world.moveTime(600_000);
    const kept = JSON.stringify([...(await everythingKept(app.connection.storage))]);
    expect(kept).toMatch(/\\+"target\\+":/);
    expect(kept).toContain(change.actor.oid);
    expect(Object.values(marks).filter((mark) => kept.includes(mark))).toEqual([]);
    expect(anyMark.exec(kept)?.[0]).toBeUndefined();
    expect(world.output()).toContain('An event was rejected');
    expect(anyMark.exec(world.output())?.[0]).toBeUndefined();
  });
});
