import { setTimeout as wait } from 'node:timers/promises';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { writerIdentity } from '../../dev/people.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { Response as Answer } from '../../src/response/responses/index.ts';
import { App } from './support/app.ts';
import { groupId } from './support/azure.ts';
import { connectionTo, given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { seeded } from './support/random.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ hosts: 2, proxy: true, writer: true, messageLease: 60 });
const policy = 'storage-requires-secure-transfer';
/** More of them with `CAP_ROUNDS=20 CAP_APPROVALS=20 npx vitest run test/e2e/write-caps.test.ts`. */
const rounds = Number(process.env['CAP_ROUNDS'] ?? 1);
const seed = Number(process.env['CAP_SEED'] ?? 20_260_301);
const approvals = Number(process.env['CAP_APPROVALS'] ?? 11);
const cap = 10;
const hour = 3_600_000;
const oids = { ada: '0a6d2f14-7c3b-4e85-9d10-5f8b2c7e4a61', ben: '1b6d2f14-7c3b-4e85-9d10-5f8b2c7e4a62' };

/** Calls a host with a token of this moment: time is moved by hours. */
async function call(app: App, oid: string, path: string, body: object): Promise<Response> {
  const token = await app.azure.userToken({ oid, roles: ['RemediationApprover'] });
  return app.call('POST', path, token, { body });
}

/** Accounts of a resource group of their own, secure, and seen as such. */
async function accountsIn(group: string, app: App): Promise<readonly string[]> {
  const { azure } = app;
  const found = (await azure.resources()).find(
    ({ id }) => id?.toLowerCase() === imagingArchiveId.toLowerCase(),
  );
  if (!found) throw new Error('the archive is not there');
  const id = groupId(group);
  const shell = { name: group, type: 'Microsoft.Resources/resourceGroups', location: 'westeurope' };
  await azure.change({ method: 'PUT', id, body: { ...shell, id } });
  const ids: string[] = [];
  const made = [];
  for (let n = 0; n < approvals; n += 1) {
    const name = `${group}n${n}`;
    const account = `${id}/providers/Microsoft.Storage/storageAccounts/${name}`;
    const body = { ...found, id: account, name, tags: { test: 'caps' } } as Resource;
    made.push(...(await azure.change({ method: 'PUT', id: account, body })));
    ids.push(account);
  }
  await app.tell(made);
  for (const account of ids) await until(`${account} to be seen`, () => app.states(account));
  return ids;
}

/** The response to each account that has drifted since a time, once it waits for approval. */
async function asked(ids: readonly string[], since: number, app: App): Promise<readonly Answer[]> {
  const accounts = new Set(ids.map((id) => id.toLowerCase()));
  const drifts = await until('a drift of each account', async () => {
    const found = (await app.drifts(undefined, new Date(since).toISOString())).filter(
      (each) =>
        each.policy === policy && each.to === 'NonCompliant' && accounts.has(each.resourceId.toLowerCase()),
    );
    return found.length === ids.length ? found : undefined;
  });
  const answers: Answer[] = [];
  for (const { id } of drifts)
    answers.push(
      await until(`a request for ${id}`, async () => {
        const found = await app.get(`/api/responses/${id}`);
        const { response } = found.ok ? ((await found.json()) as { response: Answer }) : {};
        return response?.remediation?.status === 'asked' ? response : undefined;
      }),
    );
  return answers;
}

/** When each write by phiwatch to the accounts was made, in milliseconds, by account. */
function writesTo(ids: readonly string[]): readonly { readonly id: string; readonly at: number }[] {
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  return it.world.azure.simulation.changes
    .filter(({ id, actor }) => actor.oid === writerIdentity.oid && wanted.has(id.toLowerCase()))
    .map(({ id, time }) => ({ id, at: Date.parse(time) }));
}

/** The most writes within any hour. */
function mostInAnHour(writes: readonly { readonly at: number }[]): number {
  return Math.max(
    0,
    ...writes.map(({ at }) => writes.filter((each) => each.at >= at && each.at < at + hour).length),
  );
}

describe.skipIf(given)(
  'more approvals at once than the cap allows, on two hosts, one of which is killed',
  () => {
    test('no more than ten are written in an hour, and none is lost', async () => {
      const { world } = it;
      const { proxy } = world;
      if (!proxy) throw new Error('there is no proxy');
      const random = seeded(seed);
      const hosts = [...world.hosts];
      const apps = hosts.map((host) => new App(connectionTo(world, host)));
      const rule = { mode: 'ask', policy, tag: { name: 'test', value: 'caps' }, why: 'this test' };
      const { id } = (await (await call(apps[0]!, oids.ada, '/api/remediation/modes', rule)).json()) as {
        id: string;
      };
      await call(apps[0]!, oids.ben, `/api/remediation/modes/${id}/approval`, {});
      const lines: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const [app] = apps;
        if (!app) throw new Error('there is no host');
        const ids = await accountsIn(`caps${round}`, app);
        await drain({ app, world });
        const since = world.now();
        const changes = [];
        for (const account of ids)
          changes.push(
            ...(await app.azure.change({
              method: 'PATCH',
              id: account,
              body: { properties: { supportsHttpsTrafficOnly: false } },
            })),
          );
        await app.tell(changes.filter(({ only }) => only !== 'resources'));
        await drain({ app, world });
        const answers = await asked(ids, since, app);
        const trap = proxy.trap({
          path: /\/(Writes|Responses|TestHubNameInstances)\b/,
          nth: 1 + Math.floor(random() * 400),
          when: random() < 0.5 ? 'before' : 'after',
          then: 'hold',
        });
        const sent = answers.map(({ id: response, plan }, n) =>
          call(apps[n % 2]!, oids.ben, `/api/responses/${response}/approval`, { planHash: plan?.hash }).then(
            ({ status }) => status,
            () => 0,
          ),
        );
        const caught = await Promise.race([trap.caught.then(() => true), wait(8_000).then(() => false)]);
        const victim = Math.floor(random() * 2);
        await hosts[victim]!.kill();
        trap.release();
        const statuses = await Promise.all(sent);
        const port = Number(new URL(hosts[victim]!.url).port);
        hosts[victim] = await world.startHost({ port });
        apps[victim] = new App(connectionTo(world, hosts[victim]));
        // Whoever got no answer asks again.
        for (const [n, status] of statuses.entries()) {
          if (status === 200) continue;
          const { id: response, plan } = answers[n]!;
          const again = await call(apps[0]!, oids.ben, `/api/responses/${response}/approval`, {
            planHash: plan?.hash,
          });
          expect([200, 409]).toContain(again.status);
        }
        const begun = world.now();
        for (let tries = 0; tries < 60 && writesTo(ids).length < approvals; tries += 1) {
          await apps[0]!.run('recovery');
          await apps[0]!.run('every-minute');
          await drain({ app: apps[0]!, world });
          world.moveTime(310_000);
        }
        const writes = writesTo(ids);
        const minutes = Math.round((world.now() - begun) / 60_000);
        lines.push(
          `${String(round + 1).padStart(2)}  killed ${caught ? 'in a call' : 'at rest'}, ${statuses.filter((each) => each === 200).length} approvals answered; ` +
            `${mostInAnHour(writes)} writes in the busiest hour, ${writes.length} in ${minutes} minutes`,
        );
        expect(mostInAnHour(writes), lines.at(-1)).toBeLessThanOrEqual(cap);
        expect(new Set(writes.map((each) => each.id.toLowerCase())).size, lines.at(-1)).toBe(approvals);
        expect(writes, lines.at(-1)).toHaveLength(approvals);
        world.moveTime(hour);
      }
      console.log([`seed ${seed}: ${rounds} rounds`, ...lines].join('\n'));
    }, 3_000_000);
  },
);
