import { markedName, moments, visit } from '../chart.ts';
import type { Person } from '../people.ts';
import type { Row } from '../row.ts';
import { blob } from '../rows/blob.ts';
import { sql } from '../rows/sql.ts';
import { vault } from '../rows/vault.ts';
import { hour, minute } from '../time.ts';
import type { Scene } from './scene.ts';

export type Path = 'fhir' | 'sql' | 'blob' | 'vault';

/** Reads of PHI, or of what opens it, in somebody's name by one of the sources. */
export function reads(
  who: { person: Person; address: string },
  count: number,
  at: number,
  by: Path,
  scene: Scene,
): Row[] {
  const { world, random } = scene;
  const { actor } = who.person;
  const { address } = who;
  return moments(count, at, at + 40 * minute, undefined, random).flatMap((time): Row[] => {
    if (by === 'fhir')
      return visit(
        { actor, address, at: time, requests: 1 },
        random.int(1, world.patients.known),
        world,
        random,
      );
    if (by === 'sql') {
      const statement = `SELECT * FROM dbo.Patient WHERE Name = '${markedName(random)}'`;
      return [sql({ actor, address, at: time, database: 'ehr', statement, rows: random.int(1, 60) }, random)];
    }
    if (by === 'vault')
      return vault(
        {
          actor,
          address,
          at: time,
          vault: 'kv-lakeside-hl7',
          operation: 'SecretGet',
          object: 'secrets/interface',
        },
        random,
      );
    const object = `export/${random.hex(8)}/Patient-1.ndjson`;
    return [
      blob(
        {
          actor,
          address,
          at: time,
          account: 'stlakesidefhirexport',
          operation: 'GetBlob',
          object,
          bytes: 4_000_000,
        },
        random,
      ),
    ];
  });
}

/** A moment of a shift with two hours of it left. */
export function within({ shift }: { shift: { start: number; end: number } }, scene: Scene): number {
  return Math.floor(scene.random.between(shift.start, shift.end - 2 * hour));
}
