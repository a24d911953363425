import { expect, test } from 'vitest';
import { ownResourcesOf } from '../../../src/response/remediation/own-resources.ts';
import { accountId } from '../../support/fakes.ts';
import { alerts, answering } from '../world.ts';

const own = ownResourcesOf({ STORAGE__tableServiceUri: 'https://imaging.table.core.windows.net' });
const caution =
  'phiwatch itself runs on this resource (setting STORAGE__tableServiceUri): the change can stop it from seeing drifts and from sending messages.';

/** An account that drifts, and that phiwatch itself runs on if so asked. */
async function drifted(isOwn: boolean) {
  const world = await answering(alerts);
  if (isOwn) world.own.push(...own);
  await world.mode('auto');
  await world.turn(false);
  await world.answer();
  return world;
}

test("phiwatch's own storage is not remediated in mode auto: people are asked, with the caution in every message", async () => {
  const world = await drifted(true);
  expect(world.writer.written).toEqual([]);
  const [response] = world.all();
  expect(response).toMatchObject({
    remediation: { mode: 'ask', status: 'asked', why: 'phiwatch itself runs on the resource' },
    plan: { target: accountId, caution },
  });
  const messages = world.outbox.added.map(({ kind, content }) => [kind, content]);
  expect(messages.map(([kind]) => kind)).toContain('decision');
  for (const [kind, content] of messages) expect(content, String(kind)).toMatchObject({ caution });
});

test('what phiwatch does not run on is remediated in mode auto as before', async () => {
  const world = await drifted(false);
  expect(world.writer.written).toHaveLength(1);
  expect(world.all()[0]?.plan).not.toHaveProperty('caution');
});
