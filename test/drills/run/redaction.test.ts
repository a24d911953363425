import { expect, test } from 'vitest';
import { drillEvents, reportOf } from '../../../src/drills/run/index.ts';
import { drillServer, drillWorld } from './world.ts';

/** Somebody who is in every text that Azure, a database or a colleague might let slip. */
const person = { mail: 'mira.quillfeather@lakeside.example', record: 'MRN 8844213', born: '1961-04-17' };
const text = `Login failed for ${person.mail} (${person.record}, born ${person.born})`;

/** Everything that a drill leaves: what it keeps, says, publishes, logs and answers. */
async function left(world: Awaited<ReturnType<typeof drillWorld>>): Promise<string> {
  const { ports } = world;
  const kept = await ports.drills.all();
  const events = drillEvents(ports.drills);
  const published = await Promise.all(world.published().map((key) => events(key.replace(/^drill\|/, ''))));
  return JSON.stringify([
    kept,
    kept.map(({ value }) => reportOf(value)),
    published,
    world.messages(),
    world.lines,
  ]);
}

function expectNobody(everything: string): void {
  for (const each of Object.values(person)) expect(everything).not.toContain(each);
  expect(everything).not.toMatch(/quillfeather/i);
}

test('what Azure says of a failed restore is kept without people', async () => {
  const world = await drillWorld();
  const failure = { code: 'InternalServerError', message: text };
  world.simulation.operations.arrange({ idPattern: 'drill-2026q4-ehr', seconds: 600, failure });
  await world.approved();
  await world.run();
  const everything = await left(world);
  expect(everything).toContain('InternalServerError');
  expectNobody(everything);
});

test.each([403, 409, 500])('so is what it says with a %i', async (status) => {
  const world = await drillWorld({ plan: { longestHours: 1 } });
  const message = { code: 'SomeCode', message: text, status };
  world.simulation.faults.add({
    match: { method: 'PUT', idPattern: 'drill-2026q4-ehr' },
    ...message,
    times: 200,
  });
  world.simulation.faults.add({ match: { method: 'DELETE' }, ...message, times: 1 });
  await world.approved();
  await world.run();
  expectNobody(await left(world));
});

test('tags, descriptions and people in the drill group are not taken up', async () => {
  const world = await drillWorld();
  const server = world.simulation.resources.get(drillServer)!.resource;
  world.simulation.resources.put({ ...server, tags: { contact: person.mail, note: text } });
  await world.approved();
  const drill = await world.run();
  expect(drill.result).toBe('executed');
  expectNobody(await left(world));
});
