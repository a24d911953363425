import { openIncident } from '../../../src/assurance/incidents/index.ts';
import type { AnomalySeen, Incident, IncidentPorts } from '../../../src/assurance/incidents/index.ts';
import type { Caller } from '../../../src/platform/auth/index.ts';
import { everyOwner, recordAgreement } from '../../../src/records/index.ts';
import { createWorld } from '../../support/fakes.ts';
import { alice, bob, kept, newId } from '../../support/people.ts';

export const day = 86_400;

/** A world with these anomalies. */
export function incidentWorld(anomalies: Readonly<Record<string, AnomalySeen>> = {}) {
  const world = createWorld();
  const ports = {
    ...world.ports,
    anomalies: { find: (id) => Promise.resolve(anomalies[id]) },
  } satisfies IncidentPorts;
  return { ...world, ports };
}
export type IncidentWorld = ReturnType<typeof incidentWorld>;

export const reader: Caller = { ...bob, objectId: 'eeeeeeee-0000-4000-8000-000000000000', roles: ['Reader'] };

/** What is sent to open one; it is known since `2026-03-01`. */
export const report = (more: Record<string, unknown> = {}) => ({
  source: { kind: 'report', knownAt: '2026-03-01T07:00:00Z' },
  what: 'an export of the archive went to a folder that a contractor can read',
  systems: ['imaging archive'],
  resources: [],
  timeZone: 'America/Chicago',
  capacity: 'covered-entity',
  subjects: [],
  ...more,
});

export async function opened(world: IncidentWorld, more: Record<string, unknown> = {}): Promise<string> {
  return kept(await openIncident(report(more), alice, world.ports, newId)).id;
}

/** The last version of an incident, as it is on record. */
export async function valueOf(world: IncidentWorld, id: string): Promise<Incident> {
  const value = (await world.ports.incidents.history(everyOwner, id)).at(-1)?.value;
  if (!value) throw new Error(`there is no incident ${id}`);
  return value;
}

/** An agreement on record; its id. */
export async function agreed(world: IncidentWorld, more: Record<string, unknown> = {}): Promise<string> {
  const agreement = {
    counterparty: { kind: 'vendor', name: 'Imaging Archive Ltd' },
    direction: 'downstream',
    agent: false,
    noticeDays: 10,
    subcontractors: { allowed: true, names: [] },
    validFrom: world.clock.iso(-day),
    expiresAt: world.clock.iso(100 * day),
    document: 'https://contracts.example.org/17',
    ...more,
  };
  return kept(await recordAgreement(agreement, alice, world.ports, newId)).id;
}

const rated = (why: string) => ({ rating: 'low', why });
export const allFactors = {
  nature: rated('appointment times alone'),
  recipient: rated('a covered entity itself'),
  acquired: rated('the log shows no read'),
  mitigation: rated('deleted, and attested in writing'),
};
