import type { Calendar } from './calendar.ts';
import type { Person } from './history.ts';
import { groupName } from './peers.ts';
import type { Scene } from './scene.ts';
import type { Shift } from './shifts.ts';

/** At which hours of working days and of days off somebody works, before the day that is judged. */
interface Roster {
  /** Days of each kind on which there was any work. */
  readonly days: readonly [number, number];
  /** Per kind of day and local hour, on how many days there was work. */
  readonly hours: readonly [readonly number[], readonly number[]];
}

/** How probable it is that somebody works in an hour, by their own habits and by those of their role where they live. */
export function probabilityOf(scene: Scene): (person: Person, at: number) => number {
  return (person, at) => {
    const zone = scene.zoneOf(person);
    const { hour } = scene.calendar.local(at, zone);
    const kind = scene.calendar.isOff(at, zone) ? 1 : 0;
    const own = scene.remember(`roster ${person.id}`, () => rosterOf(scene, [person]));
    const key = `${groupName(person.info?.role) ?? ''}|${zone}`;
    const role = scene.remember(`roster of ${key} without ${person.id}`, () =>
      rosterOf(
        scene,
        (scene.peers.groups(person)[0] ?? []).filter(
          (peer) => peer !== person && scene.zoneOf(peer) === zone,
        ),
      ),
    );
    return Math.max(share(own, kind, hour), share(role, kind, hour));
  };
}

/** With one hour to either side: who comes early or stays late is at work. */
function share({ days, hours }: Roster, kind: 0 | 1, hour: number): number {
  const near = Math.max(...[-1, 0, 1].map((step) => hours[kind][(hour + step + 24) % 24] ?? 0));
  return (near + 0.2) / (days[kind] + 1);
}

function rosterOf(scene: Scene, people: readonly Person[]): Roster {
  const days: [number, number] = [0, 0];
  const hours: [number[], number[]] = [
    Array.from({ length: 24 }, () => 0),
    Array.from({ length: 24 }, () => 0),
  ];
  for (const person of people) {
    const zone = scene.zoneOf(person);
    for (const shift of scene.shiftsOf(person)) {
      if (shift.to >= scene.from - 24) break;
      add(shift, scene.calendar, zone, days, hours);
    }
  }
  return { days, hours };
}

function add(
  shift: Shift,
  calendar: Calendar,
  zone: string,
  days: number[],
  hours: readonly number[][],
): void {
  const kinds = new Set<number>();
  for (const { at } of shift.hours) {
    const kind = calendar.isOff(at, zone) ? 1 : 0;
    kinds.add(kind);
    const row = hours[kind] as number[];
    const { hour } = calendar.local(at, zone);
    row[hour] = (row[hour] ?? 0) + 1;
  }
  for (const kind of kinds) days[kind] = (days[kind] ?? 0) + 1;
}
