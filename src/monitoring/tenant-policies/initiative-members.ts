import type { PolicyAssignment } from '../../platform/azure/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import type { InitiativeMember } from '../../rules/policy/index.ts';
import { resolveInitiative } from '../../rules/policy/index.ts';
import { overridesFor } from './overrides.ts';
import type { Snapshot } from './types.ts';
import { documentKey } from './types.ts';

/** The definition, or the member of an initiative, that an assignment assigns; or the trouble that keeps it unknown. */
export interface Member extends Omit<InitiativeMember, 'referenceId'> {
  readonly referenceId?: string;
  readonly title: string;
  readonly trouble?: string;
}

/** The documents that assignments need, as far as their initiatives are known. */
export function documentsNamed(
  assignments: readonly PolicyAssignment[],
  documents: Snapshot['documents'],
): readonly { readonly id: string; readonly version?: string }[] {
  return assignments.flatMap((assignment) => [
    versioned(assignment.definitionId, assignment.definitionVersion),
    ...(isInitiative(assignment.definitionId)
      ? membersOf(assignment, { documents }).flatMap((member) =>
          member.trouble === undefined
            ? [versioned(member.definitionId, versionFor(member, assignment))]
            : [],
        )
      : []),
  ]);
}

/** The policies of an assignment, with the values that it and its initiative give their parameters. */
export function membersOf(
  assignment: PolicyAssignment,
  { documents }: Pick<Snapshot, 'documents'>,
): readonly Member[] {
  const { definitionId, definitionVersion, parameters } = assignment;
  const title = assignment.displayName ?? definitionId;
  const single = { definitionId, groups: [], parameters, title };
  if (!isInitiative(definitionId))
    return [{ ...single, ...(definitionVersion !== undefined && { definitionVersion }) }];
  const document = documents[documentKey(definitionId, definitionVersion)];
  if (!document) return [{ ...single, trouble: 'the initiative was not read' }];
  if ('trouble' in document) return [{ ...single, trouble: `the initiative: ${document.trouble}` }];
  try {
    return resolveInitiative(document.json, parameters).map((member) => ({ ...member, title }));
  } catch (error) {
    return [{ ...single, trouble: `the initiative cannot be resolved: ${describeError(error)}` }];
  }
}

/** The version pattern to which the assignment holds a policy. */
export function versionFor(member: Member, assignment: PolicyAssignment): string | undefined {
  return overridesFor(assignment, member.referenceId ?? '').definitionVersion ?? member.definitionVersion;
}

function versioned(id: string, version: string | undefined) {
  return { id, ...(version !== undefined && { version }) };
}

function isInitiative(id: string): boolean {
  return /\/policySetDefinitions\/[^/]+$/i.test(id);
}
