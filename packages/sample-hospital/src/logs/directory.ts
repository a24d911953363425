import { createHash } from 'node:crypto';
import { unapprovedAgent } from './services.ts';
import type { Service } from './services.ts';
import { hour, isoDate, moment } from './time.ts';
import type { World } from './world.ts';

/** The feed of who is who, as HR and Entra know them. */
export function directory(
  world: World,
  services: ReadonlyMap<string, Service>,
  watchedOver: readonly number[],
) {
  const { habits, calendar, people } = world;
  const gaps = world.random.fork('gaps of the feed');
  const said = (share: number): boolean => !habits.sparse || gaps.chance(share);
  const humans = people.map((each) => ({
    id: each.actor.id,
    kind: 'human',
    displayName: each.actor.displayName,
    ...(said(0.8) ? { role: each.role } : {}),
    ...(said(0.9) ? { department: each.department } : {}),
    ...(said(0.9) ? { timeZone: each.zone } : {}),
    ...(each.ends === undefined ? {} : { terminatedAt: new Date(each.ends).toISOString() }),
    ...(each.job === 'researcher' && each.number === 0
      ? { approvedOperations: ['read', 'search-type', 'export'] }
      : {}),
  }));
  const machines = [...services.values()].map(({ actor, approvedOperations }) => ({
    id: actor.id,
    kind: actor.kind,
    displayName: actor.displayName,
    ...(approvedOperations ? { approvedOperations } : {}),
  }));
  return {
    principals: [...humans, ...machines],
    approvedAgents: machines
      .filter(({ kind, displayName }) => kind === 'agent' && displayName !== unapprovedAgent)
      .map(({ id }) => id),
    networks: [`${habits.inside}.0.0/16`, `${habits.remote}.0.0/16`, `${habits.egress}.0/24`],
    holidays: calendar.holidays.filter(
      (date) =>
        date >= isoDate(calendar.from) && date <= isoDate(moment(calendar.from, calendar.days * 24, 'UTC')),
    ),
    onCall: [...world.onCall.values()].flat().map(({ person, start, end }) => ({
      id: person.actor.id,
      start: new Date(start).toISOString(),
      end: new Date(end + hour / 2).toISOString(),
    })),
    vipPatients: watchedOver.map((patient) =>
      createHash('sha256').update(world.patients.idOf(patient)).digest('hex'),
    ),
  };
}
