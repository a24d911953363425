import { setTimeout as wait } from 'node:timers/promises';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import type { Response, ResponseStep } from '../../src/response/responses/index.ts';
import { App } from './support/app.ts';
import { eventFor } from './support/azure.ts';
import { connectionTo, given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { seeded } from './support/random.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ proxy: true, channels: true, messageLease: 60 });
const policy = 'storage-requires-secure-transfer';
/** More of them with `KILLS=50 npx vitest run test/e2e/responses-kill.test.ts`. */
const kills = Number(process.env['KILLS'] ?? 1);
const seed = Number(process.env['KILL_SEED'] ?? 20260301);
const responsePorts = /\/(Responses|Due|Outbox|respond|outbox)\b/;

interface Pager {
  readonly repeat: boolean;
  readonly messages: readonly { readonly id: string }[];
}

describe.skipIf(given)('kill -9 at random calls of responsePorts', () => {
  test('leaves no drift unanswered, and a message at most once more for each kill, marked', async () => {
    const { world } = it;
    const random = seeded(seed);
    const id = await it.app.copyOf(imagingArchiveId);
    await drain(it);
    let { app } = it;
    let killed = 0;
    for (let n = 0; n < kills; n += 1) {
      const host = world.hosts.at(-1);
      if (!host || !world.proxy) throw new Error('there is no host, or no proxy');
      // The first dies between sending a message to the pager and its record.
      const afterSend = { path: /\$batch/, body: /pager[^]*sent(\||%7C)/i, when: 'before' } as const;
      const anyCall = {
        path: responsePorts,
        nth: 1 + Math.floor(random() * 40),
        when: random() < 0.5 ? ('before' as const) : ('after' as const),
      };
      const trap = world.proxy.trap({ ...(n === 0 ? afterSend : anyCall), then: 'hold' });
      const body = { properties: { supportsHttpsTrafficOnly: n % 2 === 1 } };
      const [change] = await app.azure.change({ method: 'PATCH', id, body });
      if (!change) throw new Error('nothing changed');
      // By the queue: it outlives the host.
      await app.enqueue(eventFor(change));
      world.moveTime(660_000);
      await app.run('every-minute');
      // Where fewer calls are made, it is killed at rest.
      if (n === 0) await trap.caught;
      else await Promise.race([trap.caught, wait(1_500)]);
      await host.kill();
      trap.release();
      killed += 1;
      app = new App(connectionTo(world, await world.startHost({ port: Number(new URL(host.url).port) })));
      await drain({ app, world });
      await app.reaches(id, policy, n % 2 === 0 ? 'NonCompliant' : 'Compliant');
    }
    const settle = async () => {
      world.moveTime(3_700_000);
      await app.run('recovery');
      await app.run('every-minute');
      await drain({ app, world });
    };
    for (let rounds = 0; rounds < 4; rounds += 1) await settle();

    const faults = (await app.drifts(id)).filter(
      (each) => each.policy === policy && each.to === 'NonCompliant' && each.cause === 'resource',
    );
    expect(faults.length).toBeGreaterThan(0);
    const answers = await Promise.all(
      faults.map((each) =>
        until(`an answer to ${each.id}`, async () => {
          const response = await app.get(`/api/responses/${each.id}`);
          return response.ok
            ? ((await response.json()) as { response: Response; steps: ResponseStep[] })
            : undefined;
        }),
      ),
    );
    const delivered = (): readonly Pager[] =>
      world.sinks.arrived
        .filter(({ sink }) => sink === 'webhook')
        .map(({ body }) => JSON.parse(body) as Pager);
    // The queue of messages is not among those that are drained.
    for (const { response } of answers.filter((each) => each.response.notified))
      await until(`the first message about ${response.id}`, () =>
        delivered().some(({ messages }) =>
          messages.some((each) => each.id === `response|${response.id}|first`),
        )
          ? true
          : undefined,
      );
    const times = new Map<string, number>();
    for (const { messages, repeat } of delivered())
      for (const { id: message } of messages) {
        const before = times.get(message) ?? 0;
        if (before > 0) expect({ message, repeat }).toEqual({ message, repeat: true });
        times.set(message, before + 1);
      }
    for (const { steps } of answers)
      expect(steps.map(({ n }) => n)).toEqual(steps.map((_, index) => index + 1));
    const repeats = [...times.values()].reduce((sum, count) => sum + count - 1, 0);
    const open = answers.filter(({ response }) => response.status !== 'closed').length;
    console.log(
      `seed ${seed}: ${killed} kills; ${faults.length} drifts, ${answers.length} answered, ${open} open; ${times.size} messages, ${repeats} sent again, marked`,
    );
    expect(repeats).toBeLessThanOrEqual(killed);
    expect(repeats).toBeGreaterThan(0);
    // What is open is what stands: of one account and policy, one at the most.
    expect(open).toBe((await app.state(id, policy)) === 'NonCompliant' ? 1 : 0);
  }, 600_000);
});
