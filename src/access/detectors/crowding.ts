import type { Finding } from '../types.ts';
import { hourMs } from './calendar.ts';
import type { Person } from './history.ts';
import { noveltyOf } from './novelty.ts';
import type { Scene } from './scene.ts';
import { careGroup } from './strangers.ts';

const span = 24;
const lookBack = 14 * 24;
const fewest = 5;
/** In nats: how surprising it must be that these people looked. */
const limit = 7;
const limitForVip = 4;

/**
 * Many people look at one patient within a day who never had to do with them, from departments that had not either. An admission
 * brings the team of one or two departments, and those who see new patients all day; curiosity comes from everywhere, once.
 */
export function crowding(scene: Scene): Finding[] {
  const novelty = noveltyOf(scene);
  const touched = new Set(
    scene.active.flatMap((person) =>
      person.kind === 'human' ? scene.partsOf(person).flatMap(({ patients }) => patients) : [],
    ),
  );
  return [...touched].flatMap((patient) => {
    const outsiders = outsidersOf(scene, patient);
    if (outsiders.size < fewest) return [];
    const unexplained = withoutTeams([...outsiders.keys()]);
    const surprise = unexplained.reduce((sum, person) => sum - Math.log(novelty(person)), 0);
    const vip = scene.directory.vipPatients.has(patient);
    if (surprise < (vip ? limitForVip : limit)) return [];
    const principals = [...outsiders.keys()].map(({ id }) => id).toSorted();
    const times = [...outsiders.values()];
    const departments = new Set([...outsiders.keys()].map((person) => careGroup(person))).size;
    return {
      kind: 'patient-crowding' as const,
      principal: principals[0] ?? '',
      principals,
      start: new Date(Math.min(...times) * hourMs).toISOString(),
      end: new Date(Math.max(...times) * hourMs + hourMs - 1).toISOString(),
      severity: vip || surprise >= 2 * limit ? ('high' as const) : ('medium' as const),
      score: Math.min(1, surprise / (4 * limit)),
      resources: [],
      counts: { people: principals.length, departments, surprise: Math.round(surprise * 10) / 10 },
      explanation: `${principals.length} people of ${departments} departments looked at one patient${vip ? ' of special interest' : ''} within a day who had nothing to do with them before.`,
    };
  });
}

/** Who looked at a patient in the last day for an hour, and whose department had not looked before; and when. */
function outsidersOf(scene: Scene, patient: string): ReadonlyMap<Person, number> {
  const views = scene.history.views.get(patient) ?? [];
  const start = scene.to - span;
  const hoursOf = new Map<Person, number[]>();
  const before = new Set<string | undefined>();
  for (const { person, at } of views) {
    if (at >= scene.to || at < start - lookBack) continue;
    const viewer = scene.history.people.get(person);
    if (viewer?.kind !== 'human') continue;
    if (at < start) before.add(careGroup(viewer));
    else hoursOf.set(viewer, [...(hoursOf.get(viewer) ?? []), at]);
  }
  return new Map(
    [...hoursOf].flatMap(([person, hours]) =>
      hours.length > 1 || before.has(careGroup(person)) ? [] : [[person, hours[0] ?? 0] as const],
    ),
  );
}

/** Leaves out the two departments that came with most people: those may have taken the patient in. */
function withoutTeams(people: readonly Person[]): readonly Person[] {
  const byDepartment = [...Map.groupBy(people, (person) => careGroup(person)).values()];
  return byDepartment
    .toSorted((a, b) => b.length - a.length)
    .slice(2)
    .flat();
}
