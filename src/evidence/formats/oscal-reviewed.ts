import type { EvidenceFacts } from '../model/index.ts';
import { nistIdOf, tokenOf } from './oscal-parts.ts';
import type { OscalPart } from './oscal-parts.ts';
import { objectiveOf } from './oscal-targets.ts';
import type { SafeguardGroups } from './safeguard-groups.ts';

/** Names all that was looked at, by the ids of controls: safeguards, the controls of NIST beside them, and other policies. */
export function reviewedControls({ controls }: EvidenceFacts, { others }: SafeguardGroups): OscalPart {
  const selections = [
    selectionOf(
      'The safeguards of the HIPAA Security Rule.',
      controls.map(({ id }) => tokenOf('hipaa', id)),
    ),
    selectionOf(
      'The controls of NIST SP 800-53 that the crosswalk of SP 800-66 revision 2 relates to them. Nothing here says whether they are satisfied.',
      controls.flatMap(({ nist80053 }) => nist80053.map(nistIdOf)),
    ),
    selectionOf(
      'Policies that are about none of the safeguards here.',
      [...others.keys()].map((policy) => tokenOf('policy', policy)),
    ),
  ].flat();
  // OSCAL asks for one selection at least.
  return {
    'control-selections':
      selections.length > 0 ? selections : selectionOf('Nothing was looked at.', ['none']),
  };
}

/** Makes the objectives to which the targets of findings point. */
export function objectivesOf({ controls }: EvidenceFacts, { others }: SafeguardGroups): readonly OscalPart[] {
  const titles = new Map([
    ...controls.map(({ id, title }) => [tokenOf('hipaa', id), title] as const),
    ...[...others].map(([policy, [group]]) => [tokenOf('policy', policy), group?.title ?? policy] as const),
  ]);
  return [...titles].map(([token, title]) => objectiveOf(token, title));
}

function selectionOf(description: string, ids: readonly string[]): readonly OscalPart[] {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return [];
  return [{ description, 'include-controls': unique.map((id) => ({ 'control-id': id })) }];
}
