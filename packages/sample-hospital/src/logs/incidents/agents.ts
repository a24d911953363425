import { guid } from '../../resource.ts';
import { markedName, moments } from '../chart.ts';
import type { Actor } from '../row.ts';
import { applicationSignIn, signIn } from '../rows/entra.ts';
import { sql } from '../rows/sql.ts';
import { dormant, unapprovedAgent } from '../services.ts';
import { hour, minute, moment } from '../time.ts';
import { named, records } from './records.ts';
import { incident } from './scene.ts';
import type { Incident, Scene } from './scene.ts';

/** An agent that nobody has approved. */
export function unapproved(scene: Scene, index: number): Incident {
  const { world, random } = scene;
  const known = named(scene, unapprovedAgent);
  const invented = guid(`agent ${index} ${world.random.fork('agents').hex(8)}`);
  const date = random.pick(scene.dates);
  const at = moment(date, random.between(9, 16), world.habits.zones[0]);
  const actor: Actor =
    index % 3 === 0
      ? known.actor
      : {
          id: invented,
          login: guid(`application of ${invented}`),
          displayName: 'Notes Summarizer',
          kind: 'agent',
        };
  const address = `${world.habits.inside}.${random.int(60, 90)}.${random.int(2, 250)}`;
  const call = { actor, address, at: at - minute, agent: true };
  const entry =
    index % 3 === 2
      ? signIn(
          { ...call, actor: { ...actor, login: `agent.${actor.id.slice(0, 6)}@lakeside.example` } },
          random,
        )
      : applicationSignIn(call, random);
  const rows = [entry, ...records({ actor, address }, random.int(12, 40), at, hour, scene)];
  const what = ['in the directory', 'unknown', 'unknown, with a user'][index % 3]!;
  return incident('unapproved-agent', what, actor, rows);
}

/** Makes an incident in which something that has slept for weeks wakes up. */
export function dormantPrincipal(scene: Scene, index: number): Incident {
  const { world, random } = scene;
  const date = random.pick(scene.dates);
  const at = moment(date, random.between(8, 20), world.habits.zones[0]);
  if (index % 3 === 2) {
    const person = world.people.find(({ away }) => away.some(([, end]) => end === Infinity));
    if (!person) throw new Error('nobody is on long leave');
    const from = { actor: person.actor, address: person.remote };
    const rows = [
      signIn({ ...from, at: at - minute }, random),
      ...records(from, random.int(10, 40), at, hour, scene),
    ];
    return incident('dormant-principal', 'a person on long leave', person.actor, rows);
  }
  const service = named(scene, dormant[index % dormant.length]!);
  const entry = applicationSignIn(
    { actor: service.actor, address: service.address, at: at - minute },
    random,
  );
  const rows =
    index % 3 === 0
      ? records(service, random.int(10, 60), at, hour, scene)
      : moments(random.int(5, 15), at, at + hour, undefined, random).map((time) => {
          const statement = `SELECT * FROM dbo.Patient WHERE Name > '${markedName(random)}'`;
          return sql(
            {
              actor: service.actor,
              address: service.address,
              at: time,
              database: 'ehr',
              statement,
              rows: 400,
            },
            random,
          );
        });
  return incident('dormant-principal', service.actor.displayName, service.actor, [entry, ...rows]);
}
