import { guid } from '../resource.ts';
import type { Habits } from './habits.ts';
import { busyness } from './patterns.ts';
import type { Pattern } from './patterns.ts';
import type { Random } from './random.ts';
import type { Actor, Row } from './row.ts';
import { applicationSignIn } from './rows/entra.ts';
import { workOfService } from './service-work.ts';
import { hour } from './time.ts';
import type { World } from './world.ts';

/** An application or an agent with what it does. */
export interface Service {
  readonly actor: Actor;
  readonly address: string;
  readonly pattern: Pattern;
  readonly managed?: boolean;
  readonly approvedOperations?: readonly string[];
}

type Plan = readonly [
  name: string,
  pattern: Pattern,
  rest?: { kind?: 'agent'; managed?: boolean; approvedOperations?: string[] },
];

const plans: readonly Plan[] = [
  [
    'Integration Engine',
    'engine',
    { approvedOperations: ['create', 'update', 'read', 'bundle-post', 'transaction'] },
  ],
  ['Lab Interface', 'lab'],
  ['Image Router', 'router'],
  ['Nightly Backup', 'backup'],
  ['Warehouse Loader', 'loader'],
  ['Population Export', 'export', { approvedOperations: ['export', 'operation-status'] }],
  ['Patient Portal', 'portal', { managed: true }],
  ['Mobile Gateway', 'none'],
  ['Claims Clearinghouse', 'clearinghouse'],
  ['Reporting', 'reporting'],
  ['Deployment Pipeline', 'pipeline'],
  ['Health Probe', 'probe'],
  ['Identity Sync', 'none'],
  ['Storage Encryption', 'encryption', { managed: true }],
  ['Quality Registry', 'registry'],
  [
    'Ambient Scribe',
    'scribe',
    { kind: 'agent', approvedOperations: ['read', 'search-type', 'create', 'update'] },
  ],
  ['Coding Assistant', 'assistant', { kind: 'agent', approvedOperations: ['read', 'search-type'] }],
  ['Prior Authorization Agent', 'authorizations', { kind: 'agent' }],
  // Registered, but unused for long.
  ['Legacy Fax Bridge', 'none'],
  ['Migration 2024', 'none'],
  ['Vendor Trial', 'none'],
  // Known, but never approved.
  ['Inbox Helper', 'none', { kind: 'agent' }],
];

export const unapprovedAgent = 'Inbox Helper';
export const dormant = ['Legacy Fax Bridge', 'Migration 2024', 'Vendor Trial'];

export function services(habits: Habits, seed: number): Map<string, Service> {
  return new Map(
    plans.map(([name, pattern, rest], index) => {
      const fixed =
        name === 'Deployment Pipeline' ? guid('deployment pipeline') : guid(`service ${name} ${seed}`);
      const actor: Actor = {
        id: fixed,
        login: guid(`application of ${fixed}`),
        displayName: name,
        kind: rest?.kind ?? 'service',
      };
      const { kind: _, ...more } = rest ?? {};
      return [name, { actor, address: `${habits.inside}.250.${10 + index}`, pattern, ...more }];
    }),
  );
}

/** All that a service does on a UTC date. */
export function rowsOfService(service: Service, date: number, world: World): Row[] {
  const random = world.random.fork(`service ${service.actor.id} ${date}`);
  const rows: Row[] = [];
  for (let index = 0; index < 24; index++) {
    const at = date + index * hour;
    const busy = busyness(service.pattern, at, world, random);
    if (busy === 0) continue;
    const work = workOfService({ ...service, at, busy, world, random });
    rows.push(...work);
    if (work.length > 0 && random.chance(0.5)) rows.push(signInOf(service, at, random));
  }
  return rows;
}

function signInOf(service: Service, at: number, random: Random): Row {
  const { actor, address, managed } = service;
  const agent = actor.kind === 'agent';
  return applicationSignIn(
    { actor, at: at + random.int(0, 60_000), address, agent, ...(managed ? { managed } : {}) },
    random,
  );
}
