import type { EvidenceFacts, StateFact } from '../model/index.ts';
import { idsOf } from './oscal-parts.ts';
import { worstFirst } from './worst-first.ts';

/** The findings of one policy that are in one state, in one organization: one observation about many resources. */
export interface FindingGroup extends Pick<StateFact, 'policy' | 'title' | 'state' | 'organization'> {
  /** Id of its observation. */
  readonly uuid: string;
  readonly states: readonly StateFact[];
  /** Citations of the safeguards that the policy is about. */
  readonly controls: ReadonlySet<string>;
}

/** Groups findings, the worst first. */
export function groupFindings(facts: EvidenceFacts): readonly FindingGroup[] {
  const idOf = idsOf(facts);
  const groups = Map.groupBy(worstFirst(facts.states), ({ policy, state, organization = '' }) =>
    JSON.stringify([policy, state, organization]),
  );
  return [...groups.values()].flatMap((states) => {
    const [first] = states;
    if (!first) return [];
    const { policy, title, state, organization } = first;
    const uuid = idOf('observation', 'finding', policy, state, organization);
    const controls = new Set(states.flatMap((each) => each.controls));
    return [
      { uuid, policy, title, state, states, controls, ...(organization !== undefined && { organization }) },
    ];
  });
}
