import type { ComparisonRequest, Comparisons } from '../../src/platform/store/comparison-types.ts';
import type {
  ComparisonFigures,
  Disagreement,
  Disagreements,
} from '../../src/platform/store/tenant-policy-types.ts';

/** Disagreements by resource and policy, as a table would keep them. */
export function memoryDisagreements(): Disagreements & { readonly kept: Map<string, Disagreement> } {
  const kept = new Map<string, Disagreement>();
  const agreements = new Map<string, ComparisonFigures>();
  const keyOf = (each: Disagreement) => `${each.resourceId}|${each.policy}`.toLowerCase();
  return {
    kept,
    record: (each) => Promise.resolve(void kept.set(keyOf(each), each)),
    of: (id) =>
      Promise.resolve(
        [...kept.values()].filter(({ resourceId }) => resourceId.toLowerCase() === id.toLowerCase()),
      ),
    async *all(id) {
      yield* await Promise.resolve([...kept.values()].filter(({ resourceId }) => resourceId.includes(id)));
    },
    agreement: (id) => Promise.resolve(agreements.get(id)),
    setAgreement: (each) => Promise.resolve(void agreements.set(each.subscriptionId, each)),
  };
}

/** Comparisons with ETags, as a table would keep them. */
export function memoryComparisons(): Comparisons & { readonly requests: ReadonlyMap<string, unknown> } {
  const runs = new Map<string, { value: unknown; etag: string }>();
  const requests = new Map<string, { value: ComparisonRequest; etag: string }>();
  let writes = 0;
  const save = <T>(
    rows: Map<string, { value: T; etag: string }>,
    key: string,
    value: T,
    etag: string | undefined,
  ) => {
    if (rows.get(key)?.etag !== etag) return 'conflict' as const;
    writes += 1;
    const written = { value: structuredClone(value), etag: `etag-${writes}` };
    rows.set(key, written);
    return { etag: written.etag };
  };
  return {
    requests,
    run: (id) => Promise.resolve(structuredClone(runs.get(id))),
    saveRun: (id, run, etag) =>
      Promise.resolve(save(runs, id, run, etag) === 'conflict' ? 'conflict' : 'written'),
    request: (id) => Promise.resolve(structuredClone(requests.get(id.toLowerCase()))),
    saveRequest: (request, etag) =>
      Promise.resolve(save(requests, request.resourceId.toLowerCase(), request, etag)),
  };
}
