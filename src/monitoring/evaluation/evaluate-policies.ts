import { compareSeverity } from '../../model/index.ts';
import type { DecidingField, Resource, State } from '../../model/index.ts';
import { failureReason, isTransient, waitOf } from '../../platform/azure/index.ts';
import type { AzureReader, ReadFailure, Transient } from '../../platform/azure/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import type { CataloguePolicy } from '../../rules/controls/index.ts';
import type { EvaluationContext, RelatedQuery } from '../../rules/policy/index.ts';
import { createRelatedReads, readScopes } from './evaluation-reads.ts';
import type { RelatedReads, ScopeReads } from './evaluation-reads.ts';

/** The result of evaluating one policy. */
export type Evaluation =
  | {
      readonly kind: 'evaluated';
      readonly state: State;
      readonly reason?: string;
      readonly fields: readonly DecidingField[];
      readonly values: Readonly<Record<string, unknown>>;
      /** Unknown because something could not be read, as against something read that cannot be evaluated. */
      readonly unread: boolean;
      /** For Exempt: the id of the exemption, and the state without it. */
      readonly exemption?: string;
      readonly underlying?: State;
    }
  /** A read that it needs fails for now: what was known stands. No wait was asked for: 0 seconds. */
  | { readonly kind: 'stale'; readonly reason: string; readonly retryAfterSeconds: number };

interface EvaluationResult {
  /** By name of the policy. */
  readonly evaluations: ReadonlyMap<string, Evaluation>;
  /** Keys of what was read besides the resource. */
  readonly reads: readonly string[];
}

interface EvaluationInput {
  readonly resource: Resource;
  readonly resourceId: string;
  readonly policies: readonly CataloguePolicy[];
  readonly context: EvaluationContext;
  /** Related readings that began at this moment or later will do. Absent: readings of its own. */
  readonly since?: string;
}

/** The number of rounds in which related resources may lead to further look-ups. */
const mostRounds = 3;

/** Evaluates a resource by its policies, reading what they relate to. A policy that throws is Unknown, alone. */
export async function evaluatePolicies(
  evaluating: EvaluationInput,
  reader: AzureReader,
): Promise<EvaluationResult> {
  const { resource, resourceId, policies, since } = evaluating;
  const rules = policies.map(({ policy }) => policy);
  const scopes = await readScopes(resource, resourceId, rules, reader, since);
  const related = createRelatedReads(reader, since);
  const evaluations = new Map<string, Evaluation>();
  // Where a budget runs short, what the most severe need is read first.
  let open: readonly CataloguePolicy[] = policies.toSorted((one, other) =>
    compareSeverity(one.severity, other.severity),
  );
  for (let round = 0; open.length > 0; round += 1) {
    const asked: RelatedQuery[] = [];
    open = open.filter((entry) => {
      const step = evaluateOne(entry, evaluating, scopes, related);
      if (step.kind !== 'pending') evaluations.set(entry.name, step);
      else if (round < mostRounds) asked.push(...step.queries);
      else evaluations.set(entry.name, unknown('its related resources lead on without end'));
      return !evaluations.has(entry.name);
    });
    await related.read(asked);
  }
  return { evaluations: evaluations, reads: [...scopes.keys, ...related.keys()] };
}

/** For what could not be read at all: Unknown, with why. */
export function unreadEvaluations(reason: string): Evaluation {
  return { ...unknown(reason), unread: true };
}

function evaluateOne(
  { policy }: CataloguePolicy,
  { resource, context }: EvaluationInput,
  scopes: ScopeReads,
  related: RelatedReads,
): Evaluation | { readonly kind: 'pending'; readonly queries: readonly RelatedQuery[] } {
  const met: ReadFailure[] = scopes.failuresFor(policy);
  const lookup = related.lookup(met);
  const known = { ...context, ...scopes.context };
  try {
    const verdict = policy.evaluate(resource, known, lookup);
    if (verdict.pending?.length) return { kind: 'pending', queries: verdict.pending };
    const transient = met.filter(isTransient);
    if (verdict.state === 'Unknown' && transient[0]) return stale(transient);
    const refused = verdict.state === 'Unknown' ? met[0] : undefined;
    const reason = refused ? failureReason(refused) : verdict.reason;
    return {
      kind: 'evaluated',
      state: verdict.state,
      ...(reason !== undefined && { reason }),
      fields: verdict.fields,
      values: verdict.state === 'NotApplicable' ? {} : policy.values(resource, known, lookup),
      unread: refused !== undefined,
    };
  } catch (error) {
    return unknown(`its evaluation failed (${describeError(error)})`);
  }
}

function unknown(reason: string) {
  return { kind: 'evaluated', state: 'Unknown', reason, fields: [], values: {}, unread: false } as const;
}

function stale(failures: readonly Transient[]): Evaluation {
  const reasons = new Set(failures.map(failureReason));
  return {
    kind: 'stale',
    reason: [...reasons].join('; '),
    retryAfterSeconds: Math.max(...failures.map(waitOf)),
  };
}
