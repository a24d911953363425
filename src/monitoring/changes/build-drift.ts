import { isDeepStrictEqual } from 'node:util';
import type { Candidate, Drift, PolicyState } from '../../model/index.ts';
import { commonActor, commonCorrelation } from '../../model/index.ts';
import { driftId } from '../../platform/store/index.ts';
import { effectiveSeverity } from '../evaluation/index.ts';
import type { Transition } from './transitions.ts';

/** The facts that all drifts of one read share. */
interface DriftFacts {
  readonly resourceId: string;
  readonly resourceType: string;
  /** Sequence of the resource's last drift. */
  readonly sequence: number;
  /** The events since the previous read; none where something else led to it. */
  readonly candidates: readonly Candidate[];
  readonly eventTime?: string;
  /** The full scan that found them, if one did. */
  readonly scanId: string | undefined;
  readonly phi: boolean;
  readonly organization?: string;
  readonly readAt: string;
  readonly recordedAt: string;
}

/** The drift of one transition, as the `index`-th of its read. */
export function toDrift(transition: Transition, index: number, facts: DriftFacts): Drift {
  const { policy, entry, cause, from, previous, next } = transition;
  const { sequence: last, scanId, ...common } = facts;
  const sequence = last + index + 1;
  const actor = commonActor(facts.candidates);
  const correlationId = commonCorrelation(facts.candidates);
  return {
    ...common,
    id: driftId(facts.resourceId, sequence),
    policy,
    policyVersion: next.policyVersion,
    title: entry?.title ?? policy,
    ...(entry?.failure !== undefined && { failure: entry.failure }),
    severity: entry?.severity ?? 'low',
    effectiveSeverity: effectiveSeverity(entry?.severity ?? 'low', facts.phi),
    controls: entry?.controls ?? [],
    cause,
    sequence,
    from,
    to: next.state,
    ...(next.reason !== undefined && { reason: next.reason }),
    ...(cause === 'exemption' && exemptionOf(previous, next)),
    ...(next.announced !== undefined && { announced: next.announced }),
    ...beforeAndAfter(previous, next),
    ...(scanId !== undefined && { foundBy: 'full-scan', scanId }),
    ...(actor && { actor }),
    ...(correlationId !== undefined && { correlationId }),
  };
}

/** The exemption that began or ended. */
function exemptionOf(previous: PolicyState | undefined, next: PolicyState): Pick<Drift, 'exemption'> {
  const exemption = next.exemption ?? previous?.exemption;
  return exemption === undefined ? {} : { exemption };
}

/**
 * The conditions that decide it now, or decided it until now, with what stood there before and stands there after. Where
 * nothing of the kind was known before, the values that the rule read and that differ now.
 */
function beforeAndAfter(
  previous: PolicyState | undefined,
  next: PolicyState,
): Pick<Drift, 'before' | 'after'> {
  const deciding = next.fields ?? previous?.fields ?? [];
  const paths = [...new Set(deciding.map(({ path }) => path))];
  const expected = new Map(deciding.map((field) => [field.path, field.expected]));
  const known = valuesAt(paths, previous);
  const differing = known.length === 0 ? differingPaths(previous, next) : [];
  return {
    before: [...known, ...valuesAt(differing, previous)],
    after: [...valuesAt(paths, next), ...valuesAt(differing, next)].map((field) => {
      const wanted = expected.get(field.path);
      return wanted === undefined ? field : { ...field, expected: wanted };
    }),
  };
}

/** Returns the values that a state rests on: by several members of an array, a path may have several values. Null stands for nothing. */
function valuesAt(
  paths: readonly string[],
  state: PolicyState | undefined,
): { path: string; value: unknown }[] {
  return paths.flatMap((path) => {
    const fields = state?.fields?.filter((field) => field.path === path) ?? [];
    if (fields.length > 0) return fields.map(({ actual }) => ({ path, value: actual ?? null }));
    return state?.values && path in state.values ? [{ path, value: state.values[path] ?? null }] : [];
  });
}

function differingPaths(previous: PolicyState | undefined, next: PolicyState): readonly string[] {
  const values = previous?.values ?? {};
  return Object.keys(values).filter(
    (path) => !isDeepStrictEqual(values[path] ?? null, next.values?.[path] ?? null),
  );
}
