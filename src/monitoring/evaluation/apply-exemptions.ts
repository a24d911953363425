import type { RecordVersion } from '../../model/index.ts';
import type { Exemption } from '../../records/index.ts';
import { exemptionFor } from '../../records/index.ts';
import type { CataloguePolicy } from '../../rules/controls/index.ts';
import type { Evaluation } from './evaluate-policies.ts';

/**
 * Judgements under the exemptions that hold at a moment: what a policy says becomes Exempt, whatever it is. What it is not
 * about stays NotApplicable, and what could not be read stays as it is: nobody can be exempted from looking.
 * Policies that may never be exempted are left alone.
 */
export function withExemptions(
  evaluations: ReadonlyMap<string, Evaluation>,
  policies: readonly CataloguePolicy[],
  resourceId: string,
  exemptions: readonly RecordVersion<Exemption>[],
  at: string,
): ReadonlyMap<string, Evaluation> {
  const never = new Set(policies.filter(({ exemptable }) => exemptable === false).map(({ name }) => name));
  return new Map(
    Array.from(evaluations, ([policy, evaluation]) => {
      if (evaluation.kind === 'stale' || evaluation.unread) return [policy, evaluation];
      if (evaluation.state === 'NotApplicable' || never.has(policy)) return [policy, evaluation];
      const exemption = exemptionFor(exemptions, resourceId, policy, at);
      return [policy, exemption ? exempt(evaluation, exemption) : evaluation];
    }),
  );
}

function exempt(
  evaluation: Extract<Evaluation, { kind: 'evaluated' }>,
  { id, value }: RecordVersion<Exemption>,
): Evaluation {
  // Drifts are never rewritten: they name the record, in which a text can be withdrawn, and hold nothing that a person wrote.
  const where = value.source === 'azure' ? 'in Azure' : `exemption ${id}`;
  const until = value.expiresAt === undefined ? 'until it is taken back' : `until ${value.expiresAt}`;
  return {
    ...evaluation,
    state: 'Exempt',
    reason: `exempt (${where}) ${until}`,
    exemption: id,
    underlying: evaluation.state,
  };
}
