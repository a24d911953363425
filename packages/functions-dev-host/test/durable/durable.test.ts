import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalTime } from '../../../../dev/time/index.ts';
import { eventually } from '../start-host.ts';
import type { Program } from './app/program.ts';
import { startDurable } from './start-durable.ts';
import type { DurableApp } from './start-durable.ts';

const time = createLocalTime();
let app: DurableApp;
beforeAll(async () => {
  app = await startDurable(time.nodeArguments());
});
afterAll(async () => {
  await app.stop();
  await time.stop();
});

let made = 0;
/** Starts the interpreter; the id is new unless one is given. */
async function start(steps: Program['steps'], { again = 0, id = `i${(made += 1)}` } = {}): Promise<string> {
  const response = await app.start('interpret', { program: { steps, again }, round: 0, results: [] }, id);
  expect(response.status).toBe(202);
  return id;
}
const activity = (key: string, value = 1) => ({ do: 'activity', key, value }) as const;
const day = 86_400_000;

describe('an orchestration', () => {
  it('runs activities in order, in parallel and again after failures', async () => {
    const id = await start([
      activity('a', 1),
      { do: 'all', of: [activity('b', 2), activity('c', 3), { do: 'timer', ms: 5 }] },
      { do: 'flaky', key: 'd', fails: 2, attempts: 3 },
      { do: 'flaky', key: 'e', fails: 9, attempts: 2 },
      activity('f', 4),
    ]);
    expect(await app.ended(id)).toMatchObject({
      runtimeStatus: 'Completed',
      output: [{ value: 1 }, [{ value: 2 }, { value: 3 }, null], { run: 3 }, 'failed', { value: 4 }],
      customStatus: { round: 0, steps: 5 },
    });
    expect(await app.runs()).toMatchObject({ a: 1, b: 1, c: 1, d: 3, e: 2, f: 1 });
  });

  it('has others done, and takes what fails for a failure', async () => {
    const program = { steps: [activity('sub', 7)], again: 0 };
    const id = await start([{ do: 'sub', program }, activity('after', 8)]);
    expect(await app.ended(id)).toMatchObject({ output: [[{ value: 7 }], { value: 8 }] });
    await app.start('failing', {}, 'failing-1');
    expect(await app.ended('failing-1')).toMatchObject({
      runtimeStatus: 'Failed',
      output: 'it cannot be done',
    });
  });

  it('waits for events, also for one that came before it was waited for', async () => {
    const id = await start([
      { do: 'event', name: 'first' },
      { do: 'event', name: 'second' },
    ]);
    await eventually(
      'it to wait',
      async () => (await app.status(id)).runtimeStatus === 'Running' || undefined,
    );
    expect((await app.manage('POST', `instances/${id}/raiseEvent/second`, { n: 2 })).status).toBe(202);
    expect((await app.manage('POST', `instances/${id}/raiseEvent/first`, { n: 1 })).status).toBe(202);
    expect(await app.ended(id)).toMatchObject({ output: [{ n: 1 }, { n: 2 }] });
    expect((await app.manage('POST', `instances/${id}/raiseEvent/first`, {})).status).toBe(410);
    expect((await app.manage('POST', 'instances/nobody/raiseEvent/first', {})).status).toBe(404);
  });

  it('begins again, and keeps events that nobody has read', async () => {
    const id = await start([activity('again', 1), { do: 'event', name: 'go' }], { again: 2 });
    for (const n of [1, 2, 3]) await app.manage('POST', `instances/${id}/raiseEvent/go`, { n });
    const { output } = await app.ended(id);
    expect(output).toEqual([{ value: 1 }, { n: 1 }, { value: 1 }, { n: 2 }, { value: 1 }, { n: 3 }]);
  });

  it('sleeps through weeks of moved time, in a chain of timers', async () => {
    const id = await start([{ do: 'timer', ms: 20 * day }, activity('late')]);
    /** Waits until the next timer lies ahead; returns how many have fired. */
    const fired = () =>
      eventually('the next timer', async () => {
        const { historyEvents = [], runtimeStatus } = await app.status(id, '?showHistory=true');
        const of = (type: string) => historyEvents.filter(({ EventType }) => EventType === type);
        const ahead = Date.parse(of('TimerCreated').at(-1)?.FireAt ?? '') > time.now();
        return ahead || runtimeStatus === 'Completed' ? of('TimerFired').length : undefined;
      });
    for (const expected of [0, 1, 2, 3, 4, 5, 5]) {
      expect(await fired()).toBe(expected);
      expect((await app.status(id)).runtimeStatus).toBe('Running');
      time.move(3 * day);
    }
    // Of a long timer the library gives what all timers of its chain gave.
    expect((await app.ended(id)).output).toEqual([[null, null, null, null, null, null], { value: 1 }]);
  });

  it('lets a canceled timer be', async () => {
    const id = await start([{ do: 'race', against: activity('quick', 5), days: 1 }]);
    expect(await app.ended(id)).toMatchObject({ output: [{ value: 5 }] });
  });

  it('stays Running while a timer that lost is not canceled, and is warned of', async () => {
    await app.start('losing', {}, 'losing-1');
    await eventually('the warning', () => app.host.output().includes('cancel timers that lost') || undefined);
    expect((await app.status('losing-1')).runtimeStatus).toBe('Running');
    time.move(2 * 3_600_000);
    expect(await app.ended('losing-1')).toMatchObject({ output: 'returned' });
  });
});

describe('the management API', () => {
  it('suspends, resumes, terminates and purges', async () => {
    const id = await start([{ do: 'event', name: 'go' }, activity('resumed')]);
    await eventually(
      'it to run',
      async () => (await app.status(id)).runtimeStatus === 'Running' || undefined,
    );
    await app.manage('POST', `instances/${id}/suspend?reason=lunch`);
    await eventually(
      'it to rest',
      async () => (await app.status(id)).runtimeStatus === 'Suspended' || undefined,
    );
    await app.manage('POST', `instances/${id}/raiseEvent/go`, { n: 1 });
    expect((await app.status(id)).runtimeStatus).toBe('Suspended');
    await app.manage('POST', `instances/${id}/resume?reason=fed`);
    expect(await app.ended(id)).toMatchObject({ output: [{ n: 1 }, { value: 1 }] });

    const other = await start([{ do: 'event', name: 'never' }]);
    expect((await app.manage('DELETE', `instances/${other}`)).status).toBe(404);
    await app.manage('POST', `instances/${other}/terminate?reason=enough`);
    expect(await app.ended(other)).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
    expect(await (await app.manage('DELETE', `instances/${other}`)).json()).toEqual({ instancesDeleted: 1 });
    expect((await app.manage('GET', `instances/${other}`)).status).toBe(404);
  });

  it('refuses a second one of an id that runs, takes the id again once it has ended, and asks for the key', async () => {
    const id = await start([{ do: 'event', name: 'go' }], { id: 'single' });
    const again = { program: { steps: [activity('second')], again: 0 }, round: 0, results: [] };
    const twice = await app.manage('POST', `orchestrators/interpret/${id}`, again);
    expect(twice.status).toBe(409);
    await app.manage('POST', `instances/${id}/raiseEvent/go`, {});
    await app.ended(id);
    expect((await app.start('interpret', again, id)).status).toBe(202);
    expect(await app.ended(id)).toMatchObject({ output: [{ value: 1 }] });
    expect((await fetch(`${app.host.url}/runtime/webhooks/durabletask/instances/${id}`)).status).toBe(401);
  });

  it('lists by status, page by page', async () => {
    const first = await app.manage('GET', 'instances?runtimeStatus=Completed&top=2');
    const page = (await first.json()) as { instanceId: string; runtimeStatus: string }[];
    expect(page).toHaveLength(2);
    expect(page.every(({ runtimeStatus }) => runtimeStatus === 'Completed')).toBe(true);
    expect(first.headers.get('x-ms-continuation-token')).toBe(page[1]?.instanceId);
  });

  it('purges what has ended, by status and by the time of its start, and wants a beginning', async () => {
    const ended = await start([activity('purged')]);
    await app.ended(ended);
    const running = await start([{ do: 'event', name: 'never' }]);
    expect((await app.manage('DELETE', 'instances?runtimeStatus=Completed')).status).toBe(400);
    const long = 'createdTimeFrom=2000-01-01T00:00:00Z';
    const before = await app.manage('DELETE', `instances?${long}&createdTimeTo=2001-01-01T00:00:00Z`);
    expect(before.status).toBe(404);
    expect((await app.status(ended)).runtimeStatus).toBe('Completed');
    const other = await app.manage('DELETE', `instances?${long}&runtimeStatus=Failed,Terminated,Running`);
    expect([200, 404]).toContain(other.status);
    const { instancesDeleted } = (await (await app.purge()).json()) as { instancesDeleted: number };
    expect(instancesDeleted).toBeGreaterThan(0);
    expect((await app.manage('GET', `instances/${ended}`)).status).toBe(404);
    expect((await app.manage('GET', `instances/${running}`)).status).toBe(202);
    expect(await (await app.purge()).json()).toEqual({ instancesDeleted: 0 });
    await app.manage('POST', `instances/${running}/terminate?reason=enough`);
  });
});

describe('of two hosts on one store', () => {
  it('one works on what either is asked to start', async () => {
    const first = app.host;
    try {
      await app.startHost();
      // The last host was started last: it does not hold the lease.
      const ids = [];
      for (let n = 0; n < 3; n += 1)
        ids.push(await start([activity(`two${n}a`), { do: 'timer', ms: 200 }, activity(`two${n}b`)]));
      for (const id of ids) expect(await app.ended(id)).toMatchObject({ runtimeStatus: 'Completed' });
    } finally {
      await app.host.stop();
      app.host = first;
    }
  });
});

describe('after kill -9', () => {
  it('every orchestration goes on where it was', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 10; n += 1)
      ids.push(
        await start([
          activity(`k${n}a`, n),
          { do: 'sub', program: { steps: [{ do: 'timer', ms: 200 }, activity(`k${n}s`, n)], again: 0 } },
          { do: 'all', of: [activity(`k${n}b`, n), { do: 'timer', ms: 300 }] },
          { do: 'event', name: 'go' },
        ]),
      );
    for (let kills = 0; kills < 3; kills += 1) {
      await eventually('something to run', async () => (await app.runs())['k0a'] ?? (kills > 0 || undefined));
      await app.host.kill();
      await app.startHost();
    }
    for (const id of ids) {
      await eventually('it to be reached', async () =>
        (await app.manage('POST', `instances/${id}/raiseEvent/go`, { id })).status === 202 ? true : undefined,
      );
    }
    for (const [n, id] of ids.entries())
      expect(await app.ended(id)).toMatchObject({
        runtimeStatus: 'Completed',
        output: [{ value: n }, [null, { value: n }], [{ value: n }, null], { id }],
      });
  });
});
