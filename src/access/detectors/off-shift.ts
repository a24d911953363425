import type { Person } from './history.ts';
import { groupName } from './peers.ts';
import type { Scene } from './scene.ts';

/** At which hours of working days and of days off there is work, before the day that is judged. */
interface Roster {
  /** Days of each kind that somebody could have worked on, working days first. */
  readonly days: readonly [number, number];
  /** Per kind of day and local hour, on how many there was work. */
  readonly hours: readonly [readonly number[], readonly number[]];
  /** Shifts, and how many of them began in each local hour. */
  readonly shifts: number;
  readonly starts: readonly number[];
}

export interface Habits {
  /** How probable it is that somebody works in an hour, by their own habits. */
  own(person: Person, at: number): number;
  /** How probable by their own habits it would be if it were a working day. */
  onWorkingDays(person: Person, at: number): number;
  /** By those of colleagues in the same place. */
  peers(person: Person, at: number): number;
  /** How many of the colleagues' shifts begin around that hour. */
  startsThen(person: Person, at: number): number;
}

/** Fewer colleagues than this say little: then those of the role in any department are asked. */
const enough = 3;

export function habitsOf(scene: Scene): Habits {
  const ownOf = (person: Person): Roster =>
    scene.remember(`roster ${person.id}`, () => rosterOf(scene, [person]));
  const peersOf = (person: Person): Roster => {
    const { name, members } = colleagues(scene, person);
    if (members.length === 0) return added([]);
    // Of all once, and not of the others for each.
    const all = scene.remember(`roster of ${name}`, () => added(members.map(ownOf)));
    return scene.remember(`roster around ${person.id}`, () => without(all, ownOf(person)));
  };
  const look = (roster: Roster, person: Person, at: number): number => {
    const zone = scene.zoneOf(person);
    return share(roster, scene.calendar.isOff(at, zone) ? 1 : 0, scene.calendar.local(at, zone).hour);
  };
  return {
    own: (person, at) => look(ownOf(person), person, at),
    onWorkingDays: (person, at) =>
      share(ownOf(person), 0, scene.calendar.local(at, scene.zoneOf(person)).hour),
    peers: (person, at) => look(peersOf(person), person, at),
    startsThen: (person, at) => {
      const { starts, shifts } = peersOf(person);
      const { hour } = scene.calendar.local(at, scene.zoneOf(person));
      return [-1, 0, 1].reduce((sum, step) => sum + (starts[(hour + step + 24) % 24] ?? 0), 0) / (shifts + 1);
    },
  };
}

interface Group {
  readonly name: string;
  readonly members: readonly Person[];
}

/**
 * Who works as the person does, with the person: in the same role and department, else in the same role, else in the department; where they
 * live.
 */
function colleagues(scene: Scene, person: Person): Group {
  const [role = [], department = []] = scene.peers.groups(person);
  const zone = scene.zoneOf(person);
  const [work, place] = [groupName(person.info?.role), groupName(person.info?.department)];
  const group = (kind: string, of: readonly Person[], belongs: (peer: Person) => boolean): Group => {
    const name = JSON.stringify([kind, work, place, zone]);
    return {
      name,
      members: scene.remember(`members of ${name}`, () =>
        of.filter((peer) => scene.zoneOf(peer) === zone && belongs(peer)),
      ),
    };
  };
  const close = group('close', role, (peer) => groupName(peer.info?.department) === place);
  if (close.members.length > enough) return close;
  const sameRole = group('role', role, () => true);
  return sameRole.members.length > enough ? sameRole : group('department', department, () => true);
}

/** With one hour to either side: who comes early or stays late is at work. */
function share({ days, hours }: Roster, kind: 0 | 1, hour: number): number {
  const near = Math.max(...[-1, 0, 1].map((step) => hours[kind][(hour + step + 24) % 24] ?? 0));
  return (near + 0.2) / (days[kind] + 1);
}

function rosterOf(scene: Scene, people: readonly Person[]): Roster {
  const days: [number, number] = [0, 0];
  const hours: [number[], number[]] = [clock(), clock()];
  const starts = clock();
  let shifts = 0;
  for (const person of people) {
    const zone = scene.zoneOf(person);
    const first = person.hours[0]?.at ?? scene.from;
    for (let at = first; at < scene.from - 24; at += 24) {
      const kind = scene.calendar.isOff(at, zone) ? 1 : 0;
      days[kind] = (days[kind] ?? 0) + 1;
    }
    for (const shift of scene.shiftsOf(person)) {
      if (shift.to >= scene.from - 24) break;
      // Who was called in tells nothing of habits.
      const worked = shift.hours.filter(({ at }) => !scene.calendar.isOnCall(person.id, at));
      for (const { at } of worked) {
        const row = hours[scene.calendar.isOff(at, zone) ? 1 : 0];
        const { hour } = scene.calendar.local(at, zone);
        row[hour] = (row[hour] ?? 0) + 1;
      }
      const [begun] = worked;
      if (!begun) continue;
      const { hour } = scene.calendar.local(begun.at, zone);
      starts[hour] = (starts[hour] ?? 0) + 1;
      shifts += 1;
    }
  }
  return { days, hours, shifts, starts };
}

function added(rosters: readonly Roster[]): Roster {
  const total = (pick: (roster: Roster) => readonly number[]): number[] =>
    clock().map((_, hour) => rosters.reduce((sum, roster) => sum + (pick(roster)[hour] ?? 0), 0));
  const sum = (pick: (roster: Roster) => number): number =>
    rosters.reduce((all, roster) => all + pick(roster), 0);
  return {
    days: [sum((roster) => roster.days[0]), sum((roster) => roster.days[1])],
    hours: [total((roster) => roster.hours[0]), total((roster) => roster.hours[1])],
    shifts: sum((roster) => roster.shifts),
    starts: total((roster) => roster.starts),
  };
}

function without(all: Roster, own: Roster): Roster {
  const less = (pick: (roster: Roster) => readonly number[]): number[] =>
    clock().map((_, hour) => (pick(all)[hour] ?? 0) - (pick(own)[hour] ?? 0));
  return {
    days: [all.days[0] - own.days[0], all.days[1] - own.days[1]],
    hours: [less((roster) => roster.hours[0]), less((roster) => roster.hours[1])],
    shifts: all.shifts - own.shifts,
    starts: less((roster) => roster.starts),
  };
}

function clock(): number[] {
  return Array.from({ length: 24 }, () => 0);
}
