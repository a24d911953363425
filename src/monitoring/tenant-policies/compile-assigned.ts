import { createHash } from 'node:crypto';
import type { PolicyAssignment } from '../../platform/azure/index.ts';
import type { CataloguePolicy } from '../../rules/controls/index.ts';
import { parseAliases } from '../../rules/policy/index.ts';
import type { Policy } from '../../rules/policy/index.ts';
import { assignedName } from './assigned-name.ts';
import { coverage, isManagementGroup } from './assignment-scope.ts';
import { compileDefinition, notEvaluated } from './compile-definition.ts';
import type { Compiling, WithAliases } from './compile-definition.ts';
import { delegatedPolicy, isDelegated } from './delegated-policy.ts';
import { membersOf, versionFor } from './initiative-members.ts';
import type { Member } from './initiative-members.ts';
import { manual } from './manual-policies.ts';
import { overridesFor } from './overrides.ts';
import { selectingPolicy, unsupportedSelector } from './resource-selectors.ts';
import { documentKey } from './types.ts';
import type { AssignedPolicy, AssignmentMode, Document, Snapshot } from './types.ts';

/** Every policy that a snapshot assigns. What cannot be read, compiled or applied is there too, as Unknown with the reason. */
export function compileAssigned(snapshot: Snapshot, compiling: Compiling): readonly AssignedPolicy[] {
  const aliases = parseAliases(snapshot.aliases);
  const aliasKey = createHash('sha256').update(JSON.stringify(snapshot.aliases)).digest('hex');
  return snapshot.assignments.flatMap((assignment) =>
    membersOf(assignment, snapshot).map((member) =>
      compileMember(member, assignment, snapshot, { ...compiling, aliases, aliasKey }),
    ),
  );
}

function compileMember(
  member: Member,
  assignment: PolicyAssignment,
  snapshot: Snapshot,
  compiling: WithAliases,
): AssignedPolicy {
  const { definitionId, referenceId } = member;
  const { effect, unsupported } = overridesFor(assignment, referenceId ?? '');
  const document = snapshot.documents[documentKey(definitionId, versionFor(member, assignment))];
  const name = assignedName(assignment.id, definitionId, referenceId);
  const place = {
    assignmentId: assignment.id,
    definitionId,
    ...(referenceId !== undefined && { referenceId }),
  };
  const covers = coverage(assignment);
  const controls = [...new Set(member.groups.flatMap(compiling.crosswalk))].toSorted();
  const asUnknown = (reason: string, types?: readonly string[]): AssignedPolicy => ({
    ...place,
    covers,
    mode: 'unknown',
    reason,
    entry: entryOf(name, member.title, controls, notEvaluated(name, reason, types), '0', undefined),
  });
  const trouble = member.trouble ?? troubleOf(document);
  if (trouble !== undefined || !document || 'trouble' in document) return asUnknown(trouble ?? 'not read');
  const selector = unsupportedSelector(assignment);
  const compiled = compileDefinition(document, member, effect, compiling);
  if (typeof compiled === 'string') return asUnknown(compiled);
  const { policy, version } = compiled;
  const unclear =
    unsupported ??
    (selector && `resource selectors of kind ${selector} are not supported`) ??
    unknownScope(assignment);
  if (unclear) return asUnknown(unclear, policy.resourceTypes);
  const mode = modeOf(policy);
  const selective = selectingPolicy(assignment, policyOf(policy, mode, place));
  const isDelegated = mode === 'delegated' || undefined;
  return {
    ...place,
    covers,
    mode,
    entry: {
      ...entryOf(name, policy.displayName, controls, { ...selective, name }, version, isDelegated),
      ...remedyBy(policy, place),
    },
  };
}

/**
 * Returns how findings of a policy are remediated: what deployIfNotExists deploys, Azure itself deploys, with the rights
 * of the assignment.
 */
function remedyBy(
  { effect }: Policy,
  { assignmentId, referenceId }: Pick<AssignedPolicy, 'assignmentId' | 'referenceId'>,
): Pick<CataloguePolicy, 'remediation' | 'remedy'> | undefined {
  if (effect === 'modify') return { remediation: 'modify', remedy: { kind: 'modify' } };
  if (effect !== 'deployIfNotExists') return undefined;
  const remedy = { kind: 'task', assignmentId, ...(referenceId !== undefined && { referenceId }) } as const;
  return { remediation: 'task', remedy };
}

function modeOf(policy: Policy): AssignmentMode {
  if (policy.effect === 'disabled') return 'disabled';
  if (policy.effect === 'manual') return 'manual';
  return isDelegated(policy) ? 'delegated' : 'evaluated';
}

function policyOf(
  policy: Policy,
  mode: AssignmentMode,
  {
    assignmentId,
    definitionId,
    referenceId,
  }: Pick<AssignedPolicy, 'assignmentId' | 'definitionId' | 'referenceId'>,
): Policy {
  if (mode === 'delegated') return delegatedPolicy(policy, assignmentId, definitionId, referenceId);
  return mode === 'manual' ? manual(policy, assignmentId, referenceId) : policy;
}

/** Names a management group that is left out: it is not known here whether it holds the subscription. */
function unknownScope({ notScopes }: PolicyAssignment): string | undefined {
  const group = notScopes.find(isManagementGroup);
  return group && `whether ${group}, which is left out, holds this subscription is not known`;
}

function troubleOf(document: Document | undefined): string | undefined {
  if (!document) return 'the definition was not read';
  return 'trouble' in document ? `the definition: ${document.trouble}` : undefined;
}

function entryOf(
  name: string,
  title: string,
  controls: readonly string[],
  policy: Policy,
  version: string,
  delegated: true | undefined,
): CataloguePolicy {
  return {
    name,
    title,
    severity: 'medium',
    controls,
    why: '',
    fix: '',
    version,
    remediation: 'none',
    ...(delegated && { delegated }),
    policy,
  };
}
