import { moments, visit } from '../chart.ts';
import type { Job } from '../habits.ts';
import type { Row } from '../row.ts';
import { blob } from '../rows/blob.ts';
import { signIn } from '../rows/entra.ts';
import { refusedLogin, sql } from '../rows/sql.ts';
import { vault } from '../rows/vault.ts';
import { day, minute } from '../time.ts';
import { reads, within } from './reads.ts';
import type { Path } from './reads.ts';
import { incident } from './scene.ts';
import type { Incident, Scene } from './scene.ts';

/** A stolen password, used from elsewhere. */
export function newNetwork(scene: Scene, index: number): Incident {
  const { world, random } = scene;
  const jobs: readonly Job[][] = [['physician'], ['billing'], ['researcher', 'coder']];
  const by: readonly Path[] = ['fhir', 'sql', 'blob'];
  const chosen = scene.atWork(jobs[index % 3]!, (each) => each.home === undefined);
  const address =
    index % 3 === 1
      ? `2001:db8:${random.hex(4)}::${random.hex(3)}`
      : `${random.pick(world.habits.outside)}.${random.int(201, 250)}`;
  const at = within(chosen, scene);
  const rows = [
    signIn(
      {
        actor: chosen.person.actor,
        at: at - minute,
        address,
        country: random.pick(['RO', 'BR', 'NG', 'US']),
      },
      random,
    ),
    ...reads({ person: chosen.person, address }, random.int(10, 25), at, by[index % 3]!, scene),
  ];
  return incident('new-network', `stolen account, ${by[index % 3]!}`, chosen.person.actor, rows);
}

/** Doors tried one after the other. */
export function deniedBurst(scene: Scene, index: number): Incident {
  const { random } = scene;
  const variant = index % 4;
  const jobs: readonly Job[][] = [['nurse'], ['it'], ['billing'], ['registration']];
  const chosen = scene.atWork(jobs[variant]!);
  const { actor } = chosen.person;
  const { address } = chosen;
  const at = within(chosen, scene);
  const times = moments(random.int(30, 70), at, at + 35 * minute, undefined, random);
  const rows = times.flatMap((time): Row[] => {
    const by = { actor, address, at: time };
    if (variant === 0)
      return visit(
        { ...by, requests: 1, status: 403 },
        random.int(1, scene.world.patients.known),
        scene.world,
        random,
      );
    if (variant === 1)
      return vault(
        {
          ...by,
          vault: 'kv-lakeside-clinical',
          operation: 'SecretGet',
          object: `secrets/${random.hex(6)}`,
          status: 403,
        },
        random,
      );
    if (variant === 2) {
      const status = { code: 403, text: 'AuthorizationPermissionMismatch' };
      return [
        blob(
          {
            ...by,
            account: 'stlakesidefhirexport',
            operation: 'GetBlob',
            object: `export/${random.hex(8)}`,
            status,
          },
          random,
        ),
      ];
    }
    return [sql({ ...by, database: 'ehr', statement: '', action: refusedLogin, succeeded: false }, random)];
  });
  return incident('denied-burst', ['FHIR', 'vault', 'storage', 'SQL'][variant]!, actor, rows);
}

/** An account that outlives its employment. */
export function terminatedAccess(scene: Scene, index: number): Incident | undefined {
  const { world, random } = scene;
  const [first = 0] = scene.dates;
  const last = scene.dates.at(-1) ?? 0;
  const gone = world.people.filter(({ ends }) => ends !== undefined && ends < last - 2 * day);
  const person = gone[index];
  if (!person?.ends) return undefined;
  const from = Math.max(person.ends + 0.5 * day, first);
  const at = Math.floor(random.between(from, Math.min(last, from + 6 * day)));
  const by = (['fhir', 'sql', 'blob', 'fhir', 'vault'] as const)[index % 5]!;
  const rows = [
    signIn({ actor: person.actor, at: at - minute, address: person.remote }, random),
    ...reads({ person, address: person.remote }, random.int(3, 15), at, by, scene),
  ];
  return incident('terminated-access', `after the last day, ${by}`, person.actor, rows);
}
