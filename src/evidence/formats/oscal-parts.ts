import { earliest } from '../../base/index.ts';
import type { EvidenceFacts } from '../model/index.ts';
import { oneLine } from './one-line.ts';
import { phiwatchNamespace, uuidOf } from './uuid-v5.ts';

/** A part of an OSCAL document, by the schema of NIST: /oscal_assessment-results_schema.json of release 1.2.1. */
export type OscalPart = Readonly<Record<string, unknown>>;

/** The namespace of the properties that OSCAL has no name for. */
const namespace = `urn:uuid:${phiwatchNamespace}`;

/** Makes a property in our namespace. */
export function prop(name: string, value: string | number | boolean, remarks?: string): OscalPart {
  return { name, ns: namespace, value: oneLine(String(value)), ...(remarks && { remarks }) };
}

/** Returns the properties that are given. */
export function propsOf(
  entries: Readonly<Record<string, string | number | boolean | undefined>>,
): readonly OscalPart[] {
  return Object.entries(entries).flatMap(([name, value]) => (value === undefined ? [] : [prop(name, value)]));
}

/** Makes a token of OSCAL: `164.312(a)(1)` is `hipaa-164.312-a-1`, as a token begins with a letter. */
export function tokenOf(kind: 'hipaa' | 'policy', name: string): string {
  const parts = name.split(/[^\p{L}\p{N}._-]+/u).filter((part) => part !== '');
  return [kind, ...parts].join('-');
}

/** Returns the id of a control as NIST's catalogue of SP 800-53 has it: of `AC-2(1)`, `ac-2.1`. */
export function nistIdOf(control: string): string {
  return control
    .toLowerCase()
    .replaceAll(/[()\s]+/g, '.')
    .replace(/\.$/, '');
}

/** Names the controls of NIST that are related to a safeguard. */
export function relatedProps(nist80053: readonly string[]): readonly OscalPart[] {
  return nist80053.map((control) => prop('related-control', nistIdOf(control)));
}

/** The id of the component that stands for phiwatch. */
export const toolId = uuidOf('component', 'phiwatch');

/** Names phiwatch as who found something. */
export const origins: readonly OscalPart[] = [{ actors: [{ type: 'tool', 'actor-uuid': toolId }] }];

/** Returns the time for which the standing of safeguards and resources holds. */
export function standingAt({ period, createdAt }: Pick<EvidenceFacts, 'period' | 'createdAt'>): string {
  return timeOf(earliest(period.to, createdAt));
}

/** Writes a time with its zone, as OSCAL asks for. */
export function timeOf(iso: string): string {
  return new Date(iso).toISOString();
}

/** Makes the ids of parts of one package. */
export function idsOf({ id, class: release }: Pick<EvidenceFacts, 'id' | 'class'>) {
  return (kind: string, ...names: readonly (string | undefined)[]): string =>
    uuidOf(kind, id, release, ...names.map((name) => name ?? ''));
}

/** The id of a resource: the same in every package. */
export function resourceUuid(resourceId: string): string {
  return uuidOf('resource', resourceId.toLowerCase());
}
