import { addressOf, findByName, moments, visit } from './chart.ts';
import { databaseWork, fileWork } from './other-work.ts';
import { anyWard, ownPatients } from './own-patients.ts';
import type { Task } from './own-patients.ts';
import type { Person } from './people.ts';
import type { Actor, Row } from './row.ts';
import { signIn } from './rows/entra.ts';
import { shiftsOf } from './schedule.ts';
import { hour, minute } from './time.ts';
import type { World } from './world.ts';

function signIns({ person, shift, random }: Task): Row[] {
  const address = addressOf(person, shift.kind !== 'regular', random);
  const { actor } = person;
  const at = Math.floor(shift.start - random.between(0.5, 6) * minute);
  const rows = [signIn({ actor, at, address }, random)];
  if (random.chance(0.06)) rows.unshift(signIn({ actor, at: at - 20_000, address, result: '50126' }, random));
  if (person.home && random.chance(0.3))
    rows.push(
      signIn(
        { actor, at: Math.floor(shift.end + hour), address: person.home, application: 'Outlook' },
        random,
      ),
    );
  return rows;
}

/** The gateway through which an app on phones asks for its users. */
export interface Gateway {
  readonly actor: Actor;
  readonly address: string;
}

/** Makes the rows of what a person does in a shift. */
function shiftWork(task: Task, gateway: Gateway): Row[] {
  const { person, shift, random, world } = task;
  const { actor } = person;
  const remote = shift.kind !== 'regular';
  const patients = ownPatients(task);
  const rested =
    shift.load < 0.5 ? patients.slice(0, Math.max(1, Math.ceil(patients.length * shift.load * 2))) : patients;
  const strays = shift.load < 0.5 ? 0 : random.poisson(person.strays);
  const other = Array.from({ length: strays }, () => random.pick(anyWard(task)));
  const lunch = shift.kind === 'regular' ? shift.start + person.lunch * hour : undefined;
  const looks = rested.flatMap((patient) => {
    const times = person.job === 'nurse' || person.job === 'physician' ? 1 + random.poisson(0.9) : 1;
    return moments(times, shift.start, shift.end, lunch, random).map((at) => ({ at, patient }));
  });
  const glances = other.map((patient) => ({
    at: Math.floor(random.between(shift.start, shift.end)),
    patient,
  }));
  const rows = [...looks, ...glances].flatMap(({ at, patient }) => {
    const through = random.chance(person.gateway);
    const seen = through
      ? { actor: gateway.actor, address: gateway.address, user: actor.id }
      : { actor, address: addressOf(person, remote, random) };
    return visit({ ...seen, at }, patient, world, random);
  });
  const desk =
    person.job === 'registration'
      ? moments(random.poisson(16 * shift.load), shift.start, shift.end, lunch, random).flatMap((at) =>
          findByName({ actor, at, address: addressOf(person, remote, random) }, random),
        )
      : [];
  return [...signIns(task), ...rows, ...desk, ...databaseWork(task, actor), ...fileWork(task, actor)];
}

/** All that a person does on a date. */
export function workOf(person: Person, date: number, world: World, gateway: Gateway): Row[] {
  const random = world.random.fork(`work ${person.actor.id} ${date}`);
  return shiftsOf(person, date, world).flatMap((shift) =>
    shiftWork({ person, date, shift, world, random }, gateway),
  );
}
