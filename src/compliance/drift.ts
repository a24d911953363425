import { isDeepStrictEqual } from 'node:util';
import { commonActor, driftId } from '../store/index.ts';
import type { Candidate, Drift, PolicyState } from '../store/types.ts';
import type { Transition } from './compare.ts';

/** What the drifts of one read have in common. */
export interface DriftFacts {
  readonly resourceId: string;
  readonly resourceType: string;
  /** Sequence of the resource's last drift. */
  readonly sequence: number;
  /** The events since the previous read; none where a listing led to the read. */
  readonly candidates: readonly Candidate[];
  readonly eventTime?: string;
  readonly readAt: string;
  readonly recordedAt: string;
}

/** The drift of one transition, as the `index`-th of its read. */
export function toDrift(transition: Transition, index: number, facts: DriftFacts): Drift {
  const { policy, entry, cause, from, previous, next } = transition;
  const { sequence: last, ...common } = facts;
  const sequence = last + index + 1;
  const actor = commonActor(facts.candidates);
  const correlationId = commonCorrelation(facts.candidates);
  return {
    ...common,
    id: driftId(facts.resourceId, sequence),
    policy,
    policyVersion: next.policyVersion,
    title: entry?.title ?? policy,
    severity: entry?.severity ?? 'low',
    controls: entry?.controls ?? [],
    cause,
    sequence,
    from,
    to: next.state,
    ...(next.reason !== undefined && { reason: next.reason }),
    ...beforeAndAfter(previous, next),
    ...(actor && { actor }),
    ...(correlationId !== undefined && { correlationId }),
  };
}

/** The conditions that decide it, now or until now; where neither state has any, the values that differ. */
function beforeAndAfter(
  previous: PolicyState | undefined,
  next: PolicyState,
): Pick<Drift, 'before' | 'after'> {
  const before = valuesOf(previous);
  const after = valuesOf(next);
  const deciding = next.fields ?? previous?.fields;
  const changed = Array.from(before.keys()).filter(
    (path) => !isDeepStrictEqual(before.get(path), after.get(path)),
  );
  const paths = deciding?.map(({ path }) => path) ?? changed;
  const expected = new Map(deciding?.map((field) => [field.path, field.expected]));
  const known = (values: ReadonlyMap<string, unknown>) =>
    [...new Set(paths)].filter((path) => values.has(path)).map((path) => ({ path, value: values.get(path) }));
  return {
    before: known(before),
    after: known(after).map((field) => {
      const wanted = expected.get(field.path);
      return wanted === undefined ? field : { ...field, expected: wanted };
    }),
  };
}

/** What a state rests on, by path; null for what is absent, which JSON would drop. */
function valuesOf(state: PolicyState | undefined): ReadonlyMap<string, unknown> {
  const fields = state?.fields?.map(({ path, actual }) => [path, actual ?? null] as const) ?? [];
  const values = Object.entries(state?.values ?? {}).map(([path, value]) => [path, value ?? null] as const);
  return new Map([...values, ...fields]);
}

function commonCorrelation(candidates: readonly Candidate[]): string | undefined {
  const ids = new Set(candidates.map(({ correlationId }) => correlationId));
  return ids.size === 1 ? candidates[0]?.correlationId : undefined;
}
