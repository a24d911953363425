import { addressOf } from '../chart.ts';
import type { Job } from '../habits.ts';
import { signIn } from '../rows/entra.ts';
import { shiftsOf } from '../schedule.ts';
import { day, hour, minute, moment } from '../time.ts';
import { looks, strangers } from './looks.ts';
import { incident } from './scene.ts';
import type { Incident, Scene } from './scene.ts';

/** Some strangers' records in each shift, for weeks. */
export function lowAndSlow(scene: Scene, index: number): Incident {
  const { world, random, strength } = scene;
  const { calendar } = world;
  const last = calendar.from + (calendar.days - 1) * day;
  const shiftsFrom = (date: number) => scene.dates.filter((each) => each >= date);
  const jobs: readonly Job[] = index % 2 === 0 ? ['nurse'] : ['physician'];
  const { person } = scene.atWork(jobs, (each) => {
    const worked = shiftsFrom(calendar.watched).filter((date) => shiftsOf(each, date, world).length > 0);
    return worked.length >= Math.floor(scene.dates.length / 2) && each.strays < 1.2;
  });
  const daily = random.between(14, 22) * strength;
  const rows = scene.dates
    .filter((date) => date < last)
    .flatMap((date) => shiftsOf(person, date, world).filter(({ kind }) => kind === 'regular'))
    .flatMap((shift) => {
      const address = addressOf(person, false, random);
      const chosen = { person, address, date: 0 };
      return looks(chosen, strangers(random.poisson(daily), scene), shift.start, shift.end, scene);
    });
  return incident('low-and-slow', `strangers in every shift, ${person.job}`, person.actor, rows, {
    strength,
  });
}

function isDaytime(start: number): boolean {
  return start >= 6 && start <= 10;
}

/** At night, by people of the day who are not on call. */
export function afterHours(scene: Scene, index: number): Incident {
  const { random, strength } = scene;
  const jobs: readonly Job[] = [['billing'], ['coder'], ['nurse'], ['physician']][index % 4] as Job[];
  const { person, date, address } = scene.offDuty(
    jobs,
    (each) =>
      isDaytime(each.hours.start) &&
      !each.turns &&
      (each.job !== 'physician' || each.ward?.kind === 'clinic'),
  );
  const start = moment(date, random.between(1, 3.5), person.zone);
  const count = Math.max(5, Math.round(random.between(16, 32) * strength));
  const rows = [
    signIn({ actor: person.actor, at: start - 2 * minute, address }, random),
    ...looks({ person, date, address }, strangers(count, scene), start, start + 1.3 * hour, scene, 1.5),
  ];
  return incident('after-hours', `at night, ${person.job}`, person.actor, rows, { strength });
}

/** Many of the staff look at one patient whom they do not treat. */
export function patientCrowding(scene: Scene, patient: number): Incident {
  const { world, random, strength } = scene;
  const date = random.pick(scene.dates);
  const atWork = world.people.flatMap((person) => {
    const shift = ['nurse', 'physician', 'registration', 'coder', 'imaging', 'billing'].includes(person.job)
      ? shiftsOf(person, date, world).find(({ kind }) => kind === 'regular')
      : undefined;
    return shift ? [{ person, shift }] : [];
  });
  const crowd = random.sample(atWork, Math.max(8, Math.round(random.int(22, 32) * strength)));
  const rows = crowd.flatMap(({ person, shift }) => {
    const chosen = { person, date, address: addressOf(person, false, random) };
    const at = random.between(shift.start, shift.end - hour);
    return looks(chosen, [patient], at, at + hour, scene, 2);
  });
  const principals = crowd.map(({ person }) => person.actor.id);
  return incident('patient-crowding', `${crowd.length} look at one patient`, crowd[0]!.person.actor, rows, {
    strength,
    principals,
  });
}
