import { mayHoldPhi } from './may-hold-phi.ts';
import type { Catalogue, CataloguePolicy } from './types.ts';

/** Policies as they are compared with types: a tenant's own have no answers. */
type Evaluating = Pick<CataloguePolicy, 'answers' | 'policy'>;

/**
 * Counts the resources that hold PHI and are of types that no policy of a safeguard evaluates, though the safeguard asks something of
 * stores. Whatever hides there, nothing would tell of it.
 */
export function unevaluated(
  policies: readonly Evaluating[],
  phiTypes: ReadonlyMap<string, number>,
  catalogue: Pick<Catalogue, 'types' | 'storeReasons' | 'typesWithoutData'>,
): number {
  const asked = new Set(policies.flatMap(({ answers = [] }) => answers));
  if (asked.size === 0) return 0;
  let count = 0;
  for (const [spelled, resources] of phiTypes) {
    const type = spelled.toLowerCase();
    const reasons = catalogue.storeReasons.get(type);
    const isEvaluated = policies.some(({ policy }) => policy.resourceTypes?.includes(type) === true);
    const isSettled = [...asked].every((question) => reasons?.get(question)?.settled === true);
    if (mayHoldPhi(type, catalogue) && !isEvaluated && !isSettled) count += resources;
  }
  return count;
}
