import * as z from 'zod';
import type { Resource } from '../../model/index.ts';
import type { AzurePolicyState } from '../azure/index.ts';

/** Columns beside these are Azure's own business. https://learn.microsoft.com/azure/governance/policy/samples/resource-graph-samples */
const properties = z.object({
  resourceId: z.string().min(1),
  policyAssignmentId: z.string().min(1),
  policyDefinitionId: z.string().min(1),
  policyDefinitionReferenceId: z.string().nullish(),
  complianceState: z.string().min(1),
  complianceReasonCode: z.string().nullish(),
  policyEvaluationDetails: z.looseObject({ evaluatedExpressions: z.array(z.unknown()).nullish() }).nullish(),
  timestamp: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'must be a moment'),
});

/** A row of the table `policyresources`; undefined where it is no policy state. */
export function policyStateOf(row: Resource): AzurePolicyState | undefined {
  const parsed = properties.safeParse(row['properties']);
  if (!parsed.success) return undefined;
  const { complianceReasonCode, policyDefinitionReferenceId: referenceId, ...state } = parsed.data;
  const reason = reasonOf(complianceReasonCode, state.policyEvaluationDetails?.evaluatedExpressions ?? []);
  return {
    resourceId: state.resourceId,
    assignmentId: state.policyAssignmentId,
    definitionId: state.policyDefinitionId,
    ...(referenceId && { referenceId }),
    state: state.complianceState,
    ...(reason && { reason }),
    timestamp: new Date(state.timestamp).toISOString(),
  };
}

const expression = z.object({
  path: z.string().default('?'),
  operator: z.string().default('?'),
  result: z.string().default('?'),
});

/** Azure's reason in its own words: the code, and what was compared; without the values, which its client loses. */
export function reasonOf(code: unknown, expressions: readonly unknown[]): string {
  const compared = expressions.map((each) => {
    const { path, operator, result } = expression
      .catch({ path: '?', operator: '?', result: '?' })
      .parse(each);
    return `${path} ${operator}: ${result}`;
  });
  return [typeof code === 'string' ? code : '', ...compared].filter(Boolean).join('; ');
}
