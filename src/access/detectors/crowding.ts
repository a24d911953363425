import type { Finding } from '../types.ts';
import { hourMs } from './calendar.ts';
import { groupName } from './peers.ts';
import type { Scene } from './scene.ts';

const span = 24;
const lookBack = 14 * 24;
const floor = 6;

/**
 * Many people look at one patient within a day who never had to do with them, from departments that had not either. A transfer
 * brings a whole team of one department, who come back to the patient: curiosity looks once, from everywhere.
 */
export function crowding(scene: Scene): Finding[] {
  const touched = new Set(
    scene.active.flatMap((person) =>
      person.kind === 'human' ? scene.partsOf(person).flatMap(({ patients }) => patients) : [],
    ),
  );
  return [...touched].flatMap((patient) => {
    const outsiders = outsidersOf(scene, patient);
    const vip = scene.directory.vipPatients.has(patient);
    if (outsiders.size < (vip ? floor / 2 : floor)) return [];
    const principals = [...outsiders.keys()].toSorted();
    const times = [...outsiders.values()];
    const departments = new Set(
      principals.map((id) => groupName(scene.directory.principals.get(id)?.department) ?? ''),
    ).size;
    return {
      kind: 'patient-crowding' as const,
      principal: principals[0] ?? '',
      principals,
      start: new Date(Math.min(...times) * hourMs).toISOString(),
      end: new Date(Math.max(...times) * hourMs + hourMs - 1).toISOString(),
      severity: vip || principals.length >= 12 ? ('high' as const) : ('medium' as const),
      score: Math.min(1, principals.length / 20),
      resources: [],
      counts: { people: principals.length, departments },
      explanation: `${principals.length} people of ${departments} departments looked at one patient${vip ? ' of special interest' : ''} within a day who had nothing to do with them before.`,
    };
  });
}

/** Who looked at a patient in the last day without reason that can be seen, and when first. */
export function outsidersOf(scene: Scene, patient: string): ReadonlyMap<string, number> {
  const views = scene.history.views.get(patient) ?? [];
  const start = scene.to - span;
  const hoursOf = new Map<string, number[]>();
  const before = new Set<string>();
  const departmentsBefore = new Map<string, number>();
  for (const { person, at } of views) {
    if (at >= scene.to || at < start - lookBack) continue;
    if (at < start) {
      before.add(person);
      const department = departmentOf(scene, person);
      departmentsBefore.set(department, (departmentsBefore.get(department) ?? 0) + 1);
    } else {
      const hours = hoursOf.get(person);
      if (hours) hours.push(at);
      else hoursOf.set(person, [at]);
    }
  }
  const today = new Map<string, number>();
  for (const [person, hours] of hoursOf) {
    if (hours.length < 2) continue;
    const department = departmentOf(scene, person);
    today.set(department, (today.get(department) ?? 0) + 1);
  }
  const outsiders = new Map<string, number>();
  for (const [person, hours] of hoursOf) {
    const known = scene.history.people.get(person);
    if (known?.kind !== 'human' || before.has(person) || hours.length > 1) continue;
    const department = departmentOf(scene, person);
    // A department that had to do with the patient before, or that works with them today, has reason to look.
    if ((departmentsBefore.get(department) ?? 0) >= 2 || (today.get(department) ?? 0) >= 2) continue;
    outsiders.set(person, Math.min(...hours));
  }
  return outsiders;
}

function departmentOf(scene: Scene, person: string): string {
  const info = scene.directory.principals.get(person);
  return groupName(info?.department) ?? groupName(info?.role) ?? person;
}
