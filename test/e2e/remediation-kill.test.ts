import { setTimeout as wait } from 'node:timers/promises';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { writerIdentity } from '../../dev/people.ts';
import type { WriteRecord } from '../../src/platform/store/write-types.ts';
import type { Response as Answer } from '../../src/response/responses/index.ts';
import { App } from './support/app.ts';
import { eventFor } from './support/azure.ts';
import { connectionTo, given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { seeded } from './support/random.ts';
import { useWorld } from './support/setup.ts';

const it = useWorld({ proxy: true, channels: true, writer: true, messageLease: 60 });
const policy = 'storage-requires-secure-transfer';
/** More of them with `KILLS=50 npx vitest run test/e2e/remediation-kill.test.ts`. */
const kills = Number(process.env['KILLS'] ?? 1);
const seed = Number(process.env['KILL_SEED'] ?? 20260301);
/** Calls of responsePorts, and of its workflows. */
const responsePorts = /\/(Responses|Due|Outbox|Writes|TestHubNameInstances|respond|outbox|\$batch)\b/;

interface Pager {
  readonly repeat: boolean;
  readonly messages: readonly { readonly id: string }[];
}

/** Puts the accounts of this test back by themselves: one asks for it, two others agree. */
async function automatic(app: App): Promise<void> {
  const by = async (n: number, path: string, body: object) => {
    const oid = `0a6d2f14-7c3b-4e85-9d10-5f8b2c7e4a6${n}`;
    const token = await app.azure.userToken({ oid, roles: ['RemediationApprover'] });
    return (await (await app.call('POST', path, token, { body })).json()) as { id: string };
  };
  const { id } = await by(1, '/api/remediation/modes', { mode: 'auto', policy, why: 'this test' });
  for (const n of [2, 3]) await by(n, `/api/remediation/modes/${id}/approval`, {});
}

describe.skipIf(given)('kill -9 at random calls of remediation', () => {
  test('writes each setting once, reads it back, and leaves nothing unanswered', async () => {
    const { world } = it;
    const { proxy } = world;
    if (!proxy) throw new Error('there is no proxy');
    const random = seeded(seed);
    let { app } = it;
    await automatic(app);
    const rows: string[] = [];
    for (let n = 0; n < kills; n += 1) {
      const host = world.hosts.at(-1);
      if (!host) throw new Error('there is no host');
      const id = await app.copyOf(imagingArchiveId);
      await drain({ app, world });
      const nth = 1 + Math.floor(random() * 110);
      const when = random() < 0.5 ? ('before' as const) : ('after' as const);
      // The first dies between the PATCH and its record: Azure has done what no row tells of.
      const afterWrite = { method: 'POST', path: /\/Writes\b/, body: /\|end"/, when: 'before' } as const;
      const at = n === 0 ? afterWrite : { path: responsePorts, nth, when };
      const trap = proxy.trap({ ...at, then: 'hold' });
      const [change] = await app.azure.change({
        method: 'PATCH',
        id,
        body: { properties: { supportsHttpsTrafficOnly: false } },
      });
      if (!change) throw new Error('nothing changed');
      // By the queue: it outlives the host.
      await app.enqueue(eventFor(change));
      // What is aimed at is waited for; a call by its number may never come.
      const patience = n === 0 ? 40_000 : 2_500;
      const caught = await Promise.race([trap.caught.then(() => true), wait(patience).then(() => false)]);
      if (n === 0) expect(caught, 'the first lands where it is aimed at').toBe(true);
      await host.kill();
      trap.release();
      app = new App(connectionTo(world, await world.startHost({ port: Number(new URL(host.url).port) })));
      const drift = async () =>
        (await app.drifts(id)).find((each) => each.policy === policy && each.cause === 'resource');
      let answer: { response: Answer; writes: WriteRecord[] } | undefined;
      for (let rounds = 0; rounds < 30 && answer?.response.status !== 'closed'; rounds += 1) {
        world.moveTime(130_000);
        await app.run('recovery');
        await app.run('every-minute');
        await drain({ app, world });
        const found = await app.get(`/api/responses/${(await drift())?.id ?? ''}`);
        answer = found.ok ? ((await found.json()) as typeof answer) : undefined;
      }
      const written = world.azure.simulation.changes.filter(
        (each) => each.id.toLowerCase() === id.toLowerCase() && each.actor.oid === writerIdentity.oid,
      ).length;
      const ended = answer?.writes
        .map(({ end }) => `${end?.result}${end?.found ? ' (found)' : ''}`)
        .join(', ');
      rows.push(
        `${String(n + 1).padStart(2)}  ${n === 0 ? 'after the PATCH' : caught ? `${when} call ${nth}` : 'at rest'}`.padEnd(
          26,
        ) +
          (answer?.response.closure ?? 'unanswered').padEnd(12) +
          `written ${written} times, sent: ${ended}`,
      );
      expect(written, rows.at(-1)).toBe(1);
      if (n === 0) expect(ended).toBe('applied (found)');
      expect(answer?.response, rows.at(-1)).toMatchObject({ status: 'closed' });
      // Nothing is held back by the caps of an hour.
      world.moveTime(600_000);
    }
    const times = new Map<string, number>();
    for (const { sink, body } of world.sinks.arrived) {
      if (sink !== 'webhook') continue;
      const { messages, repeat } = JSON.parse(body) as Pager;
      for (const { id } of messages) {
        const before = times.get(id) ?? 0;
        if (before > 0) expect({ id, repeat }).toEqual({ id, repeat: true });
        times.set(id, before + 1);
      }
    }
    const repeats = [...times.values()].reduce((sum, count) => sum + count - 1, 0);
    console.log(
      [
        `seed ${seed}: ${kills} kills`,
        ...rows,
        `${times.size} messages to the pager, ${repeats} sent again, each marked`,
      ].join('\n'),
    );
    expect(repeats).toBeLessThanOrEqual(kills);
  }, 3_000_000);
});
