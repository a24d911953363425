import { moments, visit } from '../chart.ts';
import type { Row } from '../row.ts';
import type { Chosen, Scene } from './scene.ts';

/** Patients whom nobody has asked the person to look after. */
export function strangers(count: number, { world, random }: Scene): number[] {
  return Array.from({ length: count }, () => random.int(1, world.patients.known));
}

/** One look each at many records. */
export function looks(
  chosen: Omit<Chosen, 'shift'>,
  patients: readonly number[],
  start: number,
  end: number,
  scene: Scene,
  requests = 1,
): Row[] {
  const { world, random } = scene;
  const { actor } = chosen.person;
  const times = moments(patients.length, start, end, undefined, random);
  return patients.flatMap((patient, index) =>
    visit({ actor, address: chosen.address, at: times[index]!, requests }, patient, world, random),
  );
}
