import { resourceTypeOf } from '../../model/index.ts';
import { mayHoldPhi } from '../../rules/controls/index.ts';
import type { Collector, CollectorPorts } from './ports.ts';

/** Encryption, TLS, backup, exposure, logs and identities of each store that holds PHI: what policies answer to each question. */
export const storesCollector: Collector = {
  name: 'stores',
  scopes: async ({ subscriptions }) => subscriptions.map((id) => `/subscriptions/${id}`),
  async collect({ scope }, ports) {
    const stores: unknown[] = [];
    for await (const { resourceId, resourceType, gone, phi, organization, states } of ports.store.list(
      scope,
    )) {
      if (gone || !phi || !mayHoldPhi(resourceType, ports.catalogue)) continue;
      const answers = Object.entries(states).flatMap(([policy, { state, since, reason }]) =>
        (ports.catalogue.policy(policy)?.answers ?? []).map((question) => ({
          question,
          policy,
          state,
          since,
          reason,
        })),
      );
      stores.push({
        resourceId,
        resourceType,
        organization,
        answers: answers.map(withoutAbsent),
        unasked: unaskedOf(resourceId, answers, ports),
      });
    }
    const population = {
      name: 'phi-resources',
      count: stores.length,
      source: 'stores that hold or may hold PHI, as phiwatch knows them',
      asOf: ports.clock.now().toISOString(),
      unreconciled: 'Azure does not know which resources hold PHI; counts by type are compared in `counts`',
    };
    return {
      data: { stores: stores.map((each) => withoutAbsent(each as object)) },
      populations: [population],
    };
  },
};

/** The reasons why no policy answers a question. */
function unaskedOf(
  resourceId: string,
  answers: readonly { readonly question: string }[],
  { catalogue }: CollectorPorts,
): readonly { readonly question: string; readonly reason: string }[] {
  const reasons = catalogue.storeReasons.get(resourceTypeOf(resourceId).toLowerCase()) ?? new Map();
  const answered = new Set(answers.map(({ question }) => question));
  return Array.from(reasons, ([question, { reason }]) => ({
    question: String(question),
    reason: String(reason),
  })).filter(({ question }) => !answered.has(question));
}

function withoutAbsent<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
}
