import { concurrently } from '../../base/index.ts';
import type { ControlView } from '../../assurance/posture/index.ts';
import type { ResourceState } from '../../model/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import { sha256 } from '../model/index.ts';
import type { ArtifactContent, ControlFact, EvidenceFacts, EvidenceGap, StateFact } from '../model/index.ts';
import type { CollectedArtifact, CollectionPart } from './collection.ts';
import { mergePopulations } from './merge-populations.ts';
import type { CountedPopulation } from './merge-populations.ts';
import type { CollectionPorts } from './ports.ts';

/** The facts that stand in the files of a collection. */
export type Gathered = Pick<EvidenceFacts, 'controls' | 'states' | 'gaps' | 'populations'>;

type Needs = Pick<CollectionPorts, 'evidence' | 'catalogue' | 'policies'>;

/** Goes through the files of a collection once, one at a time, and takes out of them what the reports show. */
export async function gatherFacts(parts: readonly CollectionPart[], ports: Needs): Promise<Gathered> {
  const controls: ControlFact[] = [];
  const states: StateFact[] = [];
  const gaps: EvidenceGap[] = [];
  const counted: CountedPopulation[] = [];
  for (const part of parts) {
    for (const artifact of part.artifacts) {
      const content = await readArtifact(artifact, ports.evidence);
      gaps.push(...gapsOf(part, artifact, content));
      if (!content) continue;
      counted.push(...content.populations.map((each) => ({ ...each, collector: part.collector })));
      if (part.collector === 'safeguards') controls.push(...controlFacts(content, ports));
      if (part.collector === 'states') states.push(...stateFacts(content, ports));
    }
    if (part.why !== undefined) gaps.push(gapOf(part, part.why));
  }
  return { controls, states: states.toSorted(inOrder), gaps, populations: mergePopulations(counted, parts) };
}

/** Parts whose files are read at the same time. */
const readAtOnce = 8;

/** The gaps of the parts of a collection. A file is read only where it is said to have some. */
export async function gapsIn(
  parts: readonly CollectionPart[],
  evidence: Blobs,
): Promise<readonly EvidenceGap[]> {
  const found = new Map<CollectionPart, readonly EvidenceGap[]>();
  await concurrently(parts, readAtOnce, async (part) => {
    const gaps: EvidenceGap[] = [];
    for (const artifact of part.artifacts)
      if (artifact.gaps > 0) gaps.push(...gapsOf(part, artifact, await readArtifact(artifact, evidence)));
    found.set(part, gaps);
  });
  return parts.flatMap((part) => [
    ...(found.get(part) ?? []),
    ...(part.why === undefined ? [] : [gapOf(part, part.why)]),
  ]);
}

function gapsOf(
  part: CollectionPart,
  artifact: CollectedArtifact,
  content: ArtifactContent | undefined,
): readonly EvidenceGap[] {
  return content ? content.gaps.map((reason) => gapOf(part, reason)) : [gapOf(part, changedWhy(artifact))];
}

function gapOf({ collector, scope }: CollectionPart, reason: string): EvidenceGap {
  return { collector, ...(scope !== undefined && { scope }), reason };
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

/** Says of a file that it is gone, or was changed after it was collected. */
export function changedWhy({ blob }: CollectedArtifact): string {
  return `the file ${blob} is not there as it was collected`;
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
