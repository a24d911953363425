import { TableClient } from '@azure/data-tables';
import { startDurable } from '@phiwatch/functions-dev-host/testing';
import { report } from './measure.ts';

const count = 1_000;

/** 1,000 orchestrations of two activities each on the development host, beside as many bare transactions as their turns take. */
export async function benchDurable(): Promise<void> {
  const app = await startDurable();
  const program = {
    steps: [
      { do: 'activity', key: 'a', value: 1 },
      { do: 'activity', key: 'b', value: 2 },
    ],
    again: 0,
  };
  const ids = Array.from({ length: count }, (_, n) => `bench-${n}`);
  const started = performance.now();
  for (let at = 0; at < count; at += 50)
    await Promise.all(
      ids.slice(at, at + 50).map((id) => app.start('interpret', { program, round: 0, results: [] }, id)),
    );
  for (const id of ids) {
    const { runtimeStatus } = await app.ended(id);
    if (runtimeStatus !== 'Completed') throw new Error(`${id} is ${runtimeStatus}`);
  }
  const seconds = (performance.now() - started) / 1000;

  const bare = TableClient.fromConnectionString(app.storage, 'Bare', { allowInsecureConnection: true });
  await bare.createTable();
  const floor = performance.now();
  // Three turns, and three messages that come to each.
  for (let turn = 0; turn < 3; turn += 1)
    for (let at = 0; at < count; at += 50)
      await Promise.all(
        ids.slice(at, at + 50).map(async (partitionKey) => {
          await bare.upsertEntity({ partitionKey, rowKey: `inbox-${turn}`, text: '{}' });
          await bare.submitTransaction([
            ['upsert', { partitionKey, rowKey: 'status', text: '{}' }],
            ['upsert', { partitionKey, rowKey: `turn-${turn}`, text: '{}' }],
            ['delete', { partitionKey, rowKey: `inbox-${turn}` }],
          ]);
        }),
      );
  const floorSeconds = (performance.now() - floor) / 1000;
  await app.stop();
  report(`${count} orchestrations, two activities each`, `${seconds.toFixed(1)} s`, {
    of: seconds / floorSeconds,
    to: 'the bare transactions',
  });
  report('  the transactions', `${floorSeconds.toFixed(1)} s`);
}
