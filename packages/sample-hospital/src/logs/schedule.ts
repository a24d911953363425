import type { Person } from './people.ts';
import type { Random } from './random.ts';
import { hour, isWeekend, moment } from './time.ts';
import { isAway, isEmployed } from './world.ts';
import type { World } from './world.ts';

/** A time in which a person works. */
export interface Shift {
  readonly start: number;
  readonly end: number;
  readonly kind: 'regular' | 'evening' | 'weekend' | 'called';
  /** The part of a usual shift that is done in it. */
  readonly load: number;
}

const dayLength = 24 * hour;

/** Whether the rota of a person has work on a date. */
function isOn(person: Person, date: number, { calendar }: World, random: Random): boolean {
  if (!person.rota)
    return calendar.isWorkday(date)
      ? true
      : calendar.isHoliday(date) && !isWeekend(date) && random.chance(0.06);
  const { phase, length, on } = person.rota;
  const place = (Math.floor(date / dayLength) + phase) % length;
  return place < on || random.chance(0.04);
}

/** Part of a shift that billing, coding and emergency do more of on some days. */
function loadOf(person: Person, date: number, { calendar }: World): number {
  if (person.job === 'billing') return calendar.closing(date);
  if (person.job === 'coder') return 0.6 + 0.4 * calendar.closing(date);
  if (date !== calendar.casualties) return 1;
  if (person.ward?.kind === 'emergency') return 2.2;
  return ['registration', 'imaging', 'physician', 'nurse'].includes(person.job) ? 1.35 : 1;
}

/** Returns when a person works on a date, with what people do beside the rota. */
export function shiftsOf(person: Person, date: number, world: World): Shift[] {
  const random = world.random.fork(`shift ${person.actor.id} ${date}`);
  if (!isEmployed(person, date) || isAway(person, date)) return [];
  const shifts: Shift[] = [];
  const summoned =
    date === world.calendar.casualties && person.ward?.kind === 'emergency' && random.chance(0.6);
  if ((isOn(person, date, world, random) || summoned) && !random.chance(0.03)) {
    const week = Math.floor(date / (7 * dayLength));
    const swapped = person.rota && person.job !== 'physician' && random.chance(0.012);
    const hours = swapped
      ? random.pick(world.habits.shifts)
      : person.turns
        ? person.turns[(week + person.number) % person.turns.length]!
        : person.hours;
    const load = loadOf(person, date, world);
    const busy = person.job === 'billing' && load > 1.5 ? 0.5 : 0;
    const stays = random.chance(person.overtime + busy) ? random.between(0.4, 2.2) : 0;
    const start = moment(date, hours.start + 0.12 * random.normal(), person.zone);
    shifts.push({
      start,
      end: start + (hours.length + stays) * hour,
      kind: 'regular',
      load: load * random.logNormal(1, 0.2) * (1 + stays / hours.length),
    });
    if (random.chance(person.evenings)) {
      const evening = moment(date, random.between(19.5, 21.5), person.zone);
      shifts.push({
        start: evening,
        end: evening + random.between(0.5, 1.8) * hour,
        kind: 'evening',
        load: 0.25,
      });
    }
  }
  const closing = person.job === 'billing' && world.calendar.closing(date) > 1.5 ? 0.3 : 0;
  if (!person.rota && isWeekend(date) && random.chance(person.weekends + closing)) {
    const start = moment(date, random.between(8.5, 13), person.zone);
    shifts.push({ start, end: start + random.between(1, 4) * hour, kind: 'weekend', load: 0.3 });
  }
  const duty = world.onCall.get(date)?.find((each) => each.person === person);
  for (let call = duty ? random.poisson(0.9) : 0; call > 0; call--) {
    if (!duty) break;
    const start = duty.start + random.next() * (duty.end - duty.start - hour);
    shifts.push({ start, end: start + random.between(0.2, 1) * hour, kind: 'called', load: 0.1 });
  }
  return shifts;
}
