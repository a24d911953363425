import type { Condition } from './condition.ts';
import { undecided } from './condition.ts';
import { frameFor } from './frame.ts';
import type { Frame } from './frame.ts';
import type { RelatedPlan } from './related.ts';
import type {
  DecidingField,
  Decision,
  Effect,
  EvaluationContext,
  RelatedLookup,
  RelatedQuery,
  Resource,
  Verdict,
} from './types.ts';
import type { TypedRule } from './typed-rule.ts';
import { FALSE, TRUE, UNKNOWN } from './value.ts';
import type { Truth } from './value.ts';

/** A compiled definition, as the verdict needs it. */
export interface Rule {
  readonly effect: Effect;
  readonly mode: string;
  readonly isDataPlane: boolean;
  readonly condition: Condition;
  readonly related: RelatedPlan | undefined;
  readonly details: (frame: Frame) => unknown;
  readonly forType: (type: string) => TypedRule;
  /** What a manual policy says before anyone attested. */
  readonly manualState: 'Compliant' | 'NonCompliant' | 'Unknown';
}

const NONE: readonly DecidingField[] = [];
const COMPLIANT: Verdict = { state: 'Compliant', fields: NONE };
const NOT_OF_SCOPE = notApplicable('the policy is not about this resource');
const DISABLED = notApplicable('the policy is disabled');
const STATELESS = notApplicable('the effect has no compliance state');

function notApplicable(reason: string): Verdict {
  return { state: 'NotApplicable', reason, fields: NONE };
}

function unknown(reason: string): Verdict {
  return { state: 'Unknown', reason, fields: NONE };
}

/** The verdict of one policy on one resource. An error of the engine is Unknown for this pair alone. */
export function judge(
  rule: Rule,
  resource: Resource,
  context: EvaluationContext,
  lookup: RelatedLookup | undefined,
): Verdict {
  if (typeof resource !== 'object' || resource === null || typeof resource.type !== 'string') {
    return unknown('malformed: the resource has no type');
  }
  if (rule.isDataPlane) return unknown(`mode ${rule.mode} cannot be judged from Resource Manager`);
  try {
    return verdict(rule, resource, context, lookup);
  } catch (error) {
    return unknown(`internal error: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function verdict(
  rule: Rule,
  resource: Resource,
  context: EvaluationContext,
  lookup: RelatedLookup | undefined,
): Verdict {
  if (rule.effect === 'disabled') return DISABLED;
  if (rule.effect === 'addToNetworkGroup' || rule.effect === 'mutate') return STATELESS;
  const typed = rule.forType(resource.type);
  if (typed.applies === false) return NOT_OF_SCOPE;
  const frame = frameFor(resource, context, typed.type);
  if (typed.applies !== true && !typed.applies(frame)) return NOT_OF_SCOPE;
  const outcome = typeof typed.test === 'function' ? typed.test(frame) : typed.test;
  if (outcome === UNKNOWN) return unknown(frame.reason ?? 'a condition cannot be decided');
  if (rule.related) return outcome === TRUE ? relatedVerdict(rule.related, frame, lookup) : NOT_OF_SCOPE;
  if (rule.effect === 'manual') return manual(rule, outcome);
  if (rule.effect === 'denyAction') return outcome === TRUE ? COMPLIANT : NOT_OF_SCOPE;
  if (outcome === FALSE) return COMPLIANT;
  return new NonCompliant(() => {
    const fields: DecidingField[] = [];
    rule.condition.explain(frame, fields);
    return distinct(fields);
  });
}

/** The explanation costs more than the verdict and is seldom asked for: it is worked out when it is. */
class NonCompliant implements Verdict {
  readonly state = 'NonCompliant';
  private readonly explain: () => readonly DecidingField[];
  private explained: readonly DecidingField[] | undefined;

  constructor(explain: () => readonly DecidingField[]) {
    this.explain = explain;
    this.explained = undefined;
  }

  get fields(): readonly DecidingField[] {
    return (this.explained ??= this.explain());
  }

  toJSON(): Verdict {
    return { state: this.state, fields: this.fields };
  }
}

function manual(rule: Rule, outcome: Truth): Verdict {
  if (outcome === FALSE) return NOT_OF_SCOPE;
  return { state: rule.manualState, reason: 'no attestation', fields: NONE };
}

/** What a search for related resources came to. */
type Found =
  | { readonly kind: 'satisfied' }
  | { readonly kind: 'missing'; readonly query: RelatedQuery; readonly resources: readonly Resource[] }
  | { readonly kind: 'unknown'; readonly reason: string; readonly pending?: RelatedQuery };

function search(plan: RelatedPlan, frame: Frame, lookup: RelatedLookup | undefined): Found {
  let query: RelatedQuery;
  try {
    query = plan.query(frame);
  } catch (error) {
    undecided(error, frame);
    return { kind: 'unknown', reason: frame.reason ?? 'the related resource cannot be named' };
  }
  const answer = lookup?.(query);
  if (!answer) return { kind: 'unknown', reason: `${query.type} not read`, pending: query };
  if ('unknown' in answer) return { kind: 'unknown', reason: answer.unknown };
  let unsure = false;
  for (const resource of answer.resources) {
    frame.related = resource;
    const outcome = plan.existence ? plan.existence.test(frame) : TRUE;
    if (outcome === TRUE) return { kind: 'satisfied' };
    if (outcome === UNKNOWN) unsure = true;
  }
  if (unsure) return { kind: 'unknown', reason: frame.reason ?? `${query.type} cannot be judged` };
  return { kind: 'missing', query, resources: answer.resources };
}

function relatedVerdict(plan: RelatedPlan, frame: Frame, lookup: RelatedLookup | undefined): Verdict {
  const found = search(plan, frame, lookup);
  if (found.kind === 'satisfied') return COMPLIANT;
  if (found.kind === 'missing') return new NonCompliant(() => explainMissing(plan, frame, found));
  return { ...unknown(found.reason), ...(found.pending ? { pending: [found.pending] } : {}) };
}

/** At most so many related resources are named where none would do. */
const MOST_RELATED = 3;

function explainMissing(
  plan: RelatedPlan,
  frame: Frame,
  { query, resources }: Extract<Found, { kind: 'missing' }>,
): readonly DecidingField[] {
  const label = (name: unknown): string => [query.type, name].filter(Boolean).join('/');
  if (resources.length === 0) return [{ path: label(query.name), actual: null, expected: 'to exist' }];
  return resources.slice(0, MOST_RELATED).flatMap((resource) => {
    const fields: DecidingField[] = [];
    frame.related = resource;
    plan.existence?.explain(frame, fields);
    return distinct(fields).map((field) => ({ ...field, path: `${label(resource.name)}: ${field.path}` }));
  });
}

function distinct(fields: readonly DecidingField[]): DecidingField[] {
  const seen = new Set<string>();
  return fields
    .filter(({ path, expected }) => seen.size < seen.add(`${path} ${expected}`).size)
    .map((field) => (field.actual === undefined ? { ...field, actual: null } : field));
}

/** The rule alone: what Azure would do with a write of this resource. */
export function decideRule(rule: Rule, frame: Frame, lookup: RelatedLookup | undefined): Decision {
  if (rule.effect === 'disabled') return { effect: null };
  const outcome = rule.condition.test(frame);
  if (outcome === UNKNOWN) return { effect: null, unknown: frame.reason ?? 'a condition cannot be decided' };
  if (outcome === FALSE) return { effect: null };
  if (rule.related) {
    const found = search(rule.related, frame, lookup);
    if (found.kind === 'unknown') return { effect: null, unknown: found.reason };
    if (found.kind === 'satisfied') return { effect: null };
  }
  return { effect: rule.effect, details: rule.details(frame) };
}
