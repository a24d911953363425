import { moments, written } from '../chart.ts';
import type { Actor, Row } from '../row.ts';
import { fhir } from '../rows/fhir.ts';
import type { Service } from '../services.ts';
import type { Scene } from './scene.ts';

/** A service by its name. */
export function named(scene: Scene, name: string): Service {
  const service = scene.services.get(name);
  if (!service) throw new Error(`no such service: ${name}`);
  return service;
}

interface From {
  readonly actor: Actor;
  readonly address: string;
}

/** Reads of many patients' records by a machine. */
export function records(
  { actor, address }: From,
  count: number,
  start: number,
  length: number,
  scene: Scene,
): Row[] {
  const { world, random } = scene;
  return moments(count, start, start + length, undefined, random).flatMap((at) => {
    const path = `/Patient/${world.patients.idOf(random.int(1, world.patients.known))}`;
    return fhir(
      { actor, at, address: written(address, random), operation: 'read', type: 'Patient', path },
      random,
    );
  });
}
