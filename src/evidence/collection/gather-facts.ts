import type { ControlView } from '../../assurance/posture/index.ts';
import type { ResourceState } from '../../model/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import { sha256 } from '../model/index.ts';
import type {
  ArtifactContent,
  ControlFact,
  EvidenceFacts,
  EvidenceGap,
  Population,
  StateFact,
} from '../model/index.ts';
import type { CollectedArtifact, CollectionPart } from './collection.ts';
import type { CollectionPorts } from './ports.ts';

/** The facts that stand in the files of a collection. */
export type Gathered = Pick<EvidenceFacts, 'controls' | 'states' | 'gaps' | 'populations'>;

type Needs = Pick<CollectionPorts, 'evidence' | 'catalogue' | 'policies'>;

/** Goes through the files of a collection once, one at a time, and takes out of them what the reports show. */
export async function gatherFacts(parts: readonly CollectionPart[], ports: Needs): Promise<Gathered> {
  const controls: ControlFact[] = [];
  const states: StateFact[] = [];
  const gaps: EvidenceGap[] = parts.flatMap((part) => part.gaps);
  for (const part of parts)
    for (const artifact of part.artifacts) {
      if (part.collector !== 'safeguards' && part.collector !== 'states') continue;
      const content = await readArtifact(artifact, ports.evidence);
      if (content === undefined) gaps.push(changedGap(part, artifact));
      else if (part.collector === 'safeguards') controls.push(...controlFacts(content, ports));
      else states.push(...stateFacts(content, ports));
    }
  const populations = mergePopulations(parts.flatMap((part) => part.populations));
  return { controls, states: states.toSorted(inOrder), gaps, populations };
}

/** Undefined: it is not there as it was collected. */
export async function readArtifact(
  { blob, sha256: hash }: CollectedArtifact,
  evidence: Blobs,
): Promise<ArtifactContent | undefined> {
  const found = await evidence.read(blob);
  if (!found || sha256(found.content) !== hash) return undefined;
  return JSON.parse(Buffer.from(found.content).toString()) as ArtifactContent;
}

/** The gap that a file leaves which is gone, or was changed after it was collected. */
export function changedGap({ collector, scope }: CollectionPart, { blob }: CollectedArtifact): EvidenceGap {
  const reason = `the file ${blob} is not there as it was collected`;
  return { collector, ...(scope !== undefined && { scope }), reason };
}

function controlFacts({ data }: ArtifactContent, ports: Needs): readonly ControlFact[] {
  const { all, organizations } = data as {
    readonly all: readonly ControlView[];
    readonly organizations: Readonly<Record<string, readonly ControlView[]>>;
  };
  const names = Object.keys(organizations);
  if (names.length === 0) return all.map((view) => controlFact(view, undefined, ports));
  return names.flatMap((name) => (organizations[name] ?? []).map((view) => controlFact(view, name, ports)));
}

function controlFact(view: ControlView, organization: string | undefined, { catalogue }: Needs): ControlFact {
  const { id, title, designation, status, summary, proofs, counts, ended } = view;
  const control = catalogue.control(id);
  return {
    id,
    ...(organization !== undefined && { organization }),
    title,
    designation,
    status,
    summary,
    proofs: Object.entries(proofs).map(([proof, standing]) => {
      const end = (ended as Readonly<Record<string, string>> | undefined)?.[proof];
      return { proof, standing, ...(end !== undefined && { detail: `ended ${end}` }) };
    }),
    policies: control?.policies ?? [],
    nist80053: control?.nist80053 ?? [],
    counts,
  };
}

function stateFacts({ data }: ArtifactContent, { policies }: Needs): readonly StateFact[] {
  const { resources } = data as { readonly resources: readonly ResourceState[] };
  return resources.flatMap(({ resourceId, resourceType, states, phi = false, organization }) =>
    Object.entries(states).flatMap(([name, { state, since, reason }]) => {
      if (state === 'Compliant' || state === 'NotApplicable') return [];
      const policy = policies.policy(name);
      return {
        resourceId,
        resourceType,
        policy: name,
        title: policy?.title ?? name,
        severity: policy?.severity ?? 'medium',
        state,
        since,
        ...(reason !== undefined && { reason }),
        controls: policy?.controls ?? [],
        phi,
        ...(organization !== undefined && { organization }),
      } as const;
    }),
  );
}

function inOrder(one: StateFact, other: StateFact): number {
  const [left, right] = [one, other].map(({ resourceId, policy }) => `${resourceId.toLowerCase()}|${policy}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

/** Adds up what collectors counted scope by scope. A population is compared only where each of its scopes was. */
function mergePopulations(all: readonly Population[]): readonly Population[] {
  const byName = Map.groupBy(all, ({ name, source }) => `${name}|${source}`);
  return Array.from(byName.values(), (parts) => {
    const [first] = parts as [Population];
    const compared = parts.flatMap(({ independent }) => independent ?? []);
    const { name, source, unreconciled } = first;
    const [one] = compared;
    return {
      name,
      source,
      count: sum(parts),
      asOf: parts.map(({ asOf }) => asOf).toSorted()[0] ?? first.asOf,
      ...(one && compared.length === parts.length
        ? {
            independent: {
              source: one.source,
              count: sum(compared),
              unexplained: compared.flatMap(({ unexplained }) => unexplained).toSorted(),
            },
          }
        : { unreconciled: unreconciled ?? 'not every scope could be compared' }),
    };
  }).toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
