import { describe, expect, test } from 'vitest';
import { manualClock, reader, startTestAzure } from '@phiwatch/azure-simulator/testing';
import { estate, imagingArchiveId } from '@phiwatch/sample-hospital';
import { createAzure } from '../../../src/platform/azure-clients/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';

const catalogue = loadCatalogue();
const accounts = 120;
const idOf = (n: number) => `${imagingArchiveId.slice(0, imagingArchiveId.lastIndexOf('/'))}/storm${n}`;

/** The hospital with many accounts, as Azure lets them be read. */
async function world() {
  const clock = manualClock();
  const archive = estate().find(({ id }) => id?.toLowerCase() === imagingArchiveId.toLowerCase())!;
  const azure = await startTestAzure({
    now: clock.now,
    throttled: true,
    resources: [
      ...estate(),
      ...Array.from({ length: accounts }, (_, n) => ({ ...archive, id: idOf(n), name: `storm${n}` })),
    ],
  });
  const { reader: read } = createAzure({
    endpoint: azure.armUrl,
    credential: {
      getToken: async () => {
        const { token } = await azure.simulation.tokens.issue({
          oid: reader,
          resource: 'https://management.azure.com',
        });
        return { token, expiresOnTimestamp: Date.now() };
      },
    },
    types: catalogue.types,
    now: () => new Date(clock.now()),
    wait: (milliseconds) => Promise.resolve(clock.advance(milliseconds)),
  });
  const calls = () => {
    const paths = azure.simulation.log.map(({ path }) => path.toLowerCase());
    const lists = paths.filter((path) => path.endsWith('/microsoft.storage/storageaccounts')).length;
    return { lists, reads: paths.length - lists };
  };
  const since = () => new Date(clock.now()).toISOString();
  return { azure, read, clock, calls, since };
}

describe('many resources of one type', () => {
  test('are read by lists from some tens on, each as a GET shows it', async () => {
    const { read, calls, since, clock } = await world();
    const moment = since();
    clock.advance(2_000);
    const outcomes = [];
    for (let n = 0; n < accounts; n += 1) outcomes.push(await read.get(idOf(n), moment));
    expect(calls()).toEqual({ lists: 2, reads: 24 });
    for (const [n, outcome] of outcomes.entries()) {
      if (outcome.kind !== 'found') throw new Error(outcome.kind);
      expect(outcome.startedAt >= moment).toBe(true);
      expect(outcome.resource).toEqual(
        outcomes[0]?.kind === 'found' && {
          ...outcomes[0].resource,
          id: idOf(n),
          name: `storm${n}`,
        },
      );
    }
  });

  test('are listed again for a later moment, once as many are asked for again', async () => {
    const { read, calls, since, clock } = await world();
    const first = since();
    clock.advance(2_000);
    for (let n = 0; n < accounts; n += 1) await read.get(idOf(n), first);
    clock.advance(65_000);
    const later = since();
    clock.advance(1_000);
    const before = calls();
    for (let n = 0; n < 20; n += 1) await read.get(idOf(n), later);
    expect(calls()).toEqual({ lists: before.lists, reads: before.reads + 20 });
    for (let n = 20; n < accounts; n += 1) await read.get(idOf(n), later);
    expect(calls()).toEqual({ lists: before.lists + 2, reads: before.reads + 24 });
  });

  test('that trickle in are read one by one', async () => {
    const { read, calls, since, clock } = await world();
    for (let n = 0; n < 60; n += 1) {
      await read.get(idOf(n), since());
      clock.advance(3_000);
    }
    expect(calls()).toEqual({ lists: 0, reads: 60 });
  });

  test('that a list does not show are read one by one: their absence is not taken from it', async () => {
    const { read, since, azure, clock } = await world();
    const moment = since();
    clock.advance(2_000);
    azure.simulation.resources.remove(idOf(7));
    for (let n = 20; n < 60; n += 1) await read.get(idOf(n), moment);
    const { length } = azure.simulation.log;
    expect(await read.get(idOf(7), moment)).toMatchObject({ kind: 'gone' });
    expect(azure.simulation.log.slice(length)).toHaveLength(1);
  });

  test('whose list fails are read one by one', async () => {
    const { read, since, azure } = await world();
    azure.simulation.faults.add({ match: { idPattern: '/storageAccounts$' }, status: 500 });
    const outcome = [];
    for (let n = 0; n < 40; n += 1) outcome.push((await read.get(idOf(n), since())).kind);
    expect(new Set(outcome)).toEqual(new Set(['found']));
  });

  test('are read each on its own by whoever names no moment', async () => {
    const { read, calls } = await world();
    for (let n = 0; n < 40; n += 1) await read.get(idOf(n));
    expect(calls()).toEqual({ lists: 0, reads: 40 });
  });
});

test('what lies above them is read once for all who are content with that', async () => {
  const { read, azure, since, clock } = await world();
  const moment = since();
  clock.advance(2_000);
  const group = imagingArchiveId.split('/').slice(0, 5).join('/');
  await Promise.all(Array.from({ length: 30 }, () => read.get(group, moment)));
  await read.get(group.toUpperCase(), moment);
  expect(azure.simulation.log).toHaveLength(1);
});
