import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeded } from '../../../../test/e2e/support/random.ts';
import { randomProgram } from './random-programs.ts';
import { startDurable } from './start-durable.ts';
import type { DurableApp } from './start-durable.ts';

const seed = Number(process.env['DURABLE_SEED'] ?? 20260301);
const count = Number(process.env['ORCHESTRATIONS'] ?? 12);
let app: DurableApp;
beforeAll(async () => {
  app = await startDurable();
});
afterAll(() => app.stop());

it('random orchestrations come to what a model foresees', async () => {
  const random = seeded(seed);
  const all = Array.from({ length: count }, (_, n) => randomProgram(random, `p${n}`));
  console.log(`seed ${seed}, ${all.reduce((sum, { runs }) => sum + runs.size, 0)} activities`);
  await Promise.all(
    all.map(async ({ program, events }, n) => {
      const id = `random-${n}`;
      expect((await app.start('interpret', { program, round: 0, results: [] }, id)).status).toBe(202);
      for (const [at, name] of events.entries())
        expect((await app.manage('POST', `instances/${id}/raiseEvent/${name}`, { n: at })).status).toBe(202);
    }),
  );
  const wrong: unknown[] = [];
  for (const [n, { output }] of all.entries()) {
    const found = await app.ended(`random-${n}`);
    if (JSON.stringify(found.output) !== JSON.stringify(output))
      wrong.push({ n, found: found.output, output });
  }
  expect(wrong).toEqual([]);
  const runs = await app.runs();
  for (const { runs: foreseen } of all)
    for (const [key, times] of foreseen) expect({ key, times: runs[key] ?? 0 }).toEqual({ key, times });
});
