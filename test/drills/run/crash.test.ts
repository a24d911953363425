import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import type { Drill } from '../../../src/drills/model/index.ts';
import type { DrillPorts } from '../../../src/drills/run/index.ts';
import { takeTurn } from '../../../src/drills/run/index.ts';
import { seeded } from '../../e2e/support/random.ts';
import { drillGroup, drillServer, drillWorld, ehr, ehrId } from './world.ts';

/** More of them: `CRASHES=500 npx vitest run test/drills/run/crash.test.ts`. */
const crashes = Number(process.env['CRASHES'] ?? 12);
const copy = `${drillServer}/databases/drill-2026q4-ehr`;

class Crash extends Error {}

/** The ports of a host that dies at one of so many calls, before what it asks for is done or after. */
function dying(ports: DrillPorts, random: () => number, chance: number): DrillPorts {
  const mortal =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const at = random();
      if (at < chance / 2) throw new Crash('before');
      const answer = await call(...args);
      if (at < chance) throw new Crash('after');
      return answer;
    };
  const { drills, azure, outbox } = ports;
  return {
    ...ports,
    drills: {
      read: mortal((id: string) => drills.read(id)),
      all: mortal(() => drills.all()),
      write: mortal((drill: Drill, etag: string | undefined) => drills.write(drill, etag)),
    },
    azure: {
      read: mortal(azure.read.bind(azure)),
      list: mortal(azure.list.bind(azure)),
      group: mortal(azure.group.bind(azure)),
      deletedVaults: mortal(azure.deletedVaults.bind(azure)),
      create: mortal(azure.create.bind(azure)),
      remove: mortal(azure.remove.bind(azure)),
      tagGroup: mortal(azure.tagGroup.bind(azure)),
      restoreDisks: mortal(azure.restoreDisks.bind(azure)),
      follow: mortal(azure.follow.bind(azure)),
    },
    outbox: Object.assign(Object.create(outbox) as DrillPorts['outbox'], {
      add: mortal((message: Parameters<typeof outbox.add>[0]) => outbox.add(message)),
    }),
  };
}

test.each(Array.from({ length: crashes }, (_, n) => n + 1))(
  'wherever a host dies, a drill makes one copy and leaves none: %i',
  async (seed) => {
    const random = seeded(seed);
    const images = { ...ehr, name: 'images', resourceId: imagingArchiveId };
    const world = await drillWorld({ components: [ehr, images], stores: [ehrId, imagingArchiveId] });
    const { clock, ports, simulation } = world;
    simulation.operations.arrange({
      idPattern: 'drill-2026q4-ehr',
      seconds: 300 + Math.floor(random() * 600),
    });
    if (random() < 0.3)
      simulation.faults.add({
        match: { method: 'PUT', idPattern: 'drill-2026q4-ehr' },
        lost: true,
        times: 1,
      });
    const id = await world.approved();
    const mortal = dying(ports, random, 0.1);
    let died = 0;
    for (let turns = 0; ; turns += 1) {
      expect(turns).toBeLessThan(3_000);
      try {
        const turn = await takeTurn(id, mortal);
        if (turn.kind === 'ended') break;
        if (turn.kind === 'wait') clock.advance((Date.parse(turn.until) - clock.now().getTime()) / 1000);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        died += 1;
        // It takes a while until somebody else goes on.
        clock.advance(Math.floor(random() * 120));
      }
    }
    const drill = await world.drillOf(id);
    expect(died).toBeGreaterThan(0);
    expect(drill.teardown).toMatchObject({ live: 0, destroyed: [copy] });
    expect(simulation.resources.get(copy)).toBeUndefined();
    const made = simulation.changes.filter(
      ({ kind, id: made }) => kind === 'Write' && made.includes('/databases/'),
    );
    expect(made.map(({ id: each }) => each)).toEqual([copy]);
    const outside = world.writes().filter((line) => !line.split(' ')[1]?.startsWith(`${drillGroup}/`));
    expect(outside).toEqual([]);
    expect(world.told().filter((title) => title.includes(' ended: '))).toHaveLength(1);
    expect(world.told().filter((title) => title.includes(' has started'))).toHaveLength(1);
  },
);
