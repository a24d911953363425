import type { PolicyAssignment, Selector } from '../../platform/azure/index.ts';

/** The result of an assignment's overrides for one policy of its initiative. */
interface Overridden {
  readonly effect?: string;
  readonly definitionVersion?: string;
  /** Why an override that may concern the policy cannot be applied here. */
  readonly unsupported?: string;
}

/**
 * Finds the overrides that concern a policy: the first of each kind counts.
 * https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure#overrides
 */
export function overridesFor(
  { overrides }: Pick<PolicyAssignment, 'overrides'>,
  referenceId: string,
): Overridden {
  const found: { effect?: string; definitionVersion?: string } = {};
  for (const { kind = '', value = '', selectors } of overrides) {
    const foreign = selectors.find((selector) => !isReference(selector));
    if (!selectors.filter(isReference).every((selector) => selects(selector, referenceId))) continue;
    if (foreign) return { unsupported: `its override is selected by ${foreign.kind ?? 'nothing'}` };
    if (kind.toLowerCase() === 'policyeffect') found.effect ??= value;
    else if (kind.toLowerCase() === 'definitionversion') found.definitionVersion ??= value;
    else return { unsupported: `overrides of kind ${kind || 'none'} are not supported` };
  }
  return found;
}

function isReference({ kind }: Selector): boolean {
  return kind?.toLowerCase() === 'policydefinitionreferenceid';
}

/** Whether a selector picks a value; compared without regard to case. */
export function selects(selector: Selector, value: string): boolean {
  const holds = (values: readonly string[]) =>
    values.some((each) => each.toLowerCase() === value.toLowerCase());
  return (!selector.in || holds(selector.in)) && !(selector.notIn && holds(selector.notIn));
}
