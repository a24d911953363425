import type { DecidingField, Resource } from '../../model/index.ts';
import { renewBudget } from './step-budget.ts';
import type { Condition } from './condition.ts';
import { undecided } from './condition.ts';
import type { Frame } from './frame.ts';
import { frameFor } from './frame.ts';
import { Undecidable } from './policy-error.ts';
import type { RelatedPlan } from './related-details.ts';
import { explainMissing, searchRelated } from './search-related.ts';
import type { TypedRule } from './typed-rule.ts';
import type { Effect, EvaluationContext, RelatedLookup, RuleOutcome, Verdict } from './types.ts';
import { FALSE, TRUE, UNKNOWN } from './value.ts';
import type { Truth } from './value.ts';
import {
  COMPLIANT,
  DISABLED,
  distinct,
  isMalformed,
  MALFORMED,
  NonCompliant,
  NONE,
  NOT_OF_SCOPE,
  STATELESS,
  unknown,
} from './verdicts.ts';

/** A compiled definition, as the verdict needs it. */
export interface Rule {
  readonly effect: Effect;
  readonly mode: string;
  readonly isDataPlane: boolean;
  readonly condition: Condition;
  readonly related: RelatedPlan | undefined;
  readonly details: (frame: Frame) => unknown;
  readonly forType: (type: string) => TypedRule;
  /** The state that a manual policy has before anyone attested. */
  readonly manualState: 'Compliant' | 'NonCompliant' | 'Unknown';
}

/** The verdict of one policy on one resource. An error of the engine is Unknown for this pair alone. */
export function evaluatePolicy(
  rule: Rule,
  resource: Resource,
  context: EvaluationContext,
  lookup: RelatedLookup | undefined,
): Verdict {
  if (typeof resource !== 'object' || resource === null || typeof resource.type !== 'string') {
    return unknown('malformed: the resource has no type');
  }
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
  if (rule.isDataPlane) return unknown(`mode ${rule.mode} cannot be evaluated from Resource Manager`);
  if (rule.effect === 'addToNetworkGroup' || rule.effect === 'mutate') return STATELESS;
  const typed = rule.forType(resource.type);
  if (typed.applies === false) return NOT_OF_SCOPE;
  const frame = frameFor(resource, context, typed.type);
  if (typed.applies !== true && !typed.applies(frame)) return NOT_OF_SCOPE;
  const { test } = typed;
  if (typeof test === 'function' && isMalformed(resource)) return MALFORMED;
  const outcome = typeof test === 'function' ? test(frame) : test;
  if (outcome === UNKNOWN) return unknown(frame.reason ?? 'a condition cannot be decided');
  if (rule.related) return outcome === TRUE ? relatedVerdict(rule.related, frame, lookup) : NOT_OF_SCOPE;
  if (rule.effect === 'manual') return manual(rule, outcome);
  if (rule.effect === 'denyAction') return outcome === TRUE ? COMPLIANT : NOT_OF_SCOPE;
  if (outcome === FALSE) return COMPLIANT;
  return new NonCompliant(() => {
    const fields: DecidingField[] = [];
    explained(() => rule.condition.explain(frame, fields));
    return distinct(fields);
  });
}

/** An explanation is worked out later, with a budget of its own, and ends where that does. */
function explained(explain: () => void): void {
  renewBudget();
  try {
    explain();
  } catch (error) {
    if (!(error instanceof Undecidable)) throw error;
  }
}

function manual(rule: Rule, outcome: Truth): Verdict {
  if (outcome === FALSE) return NOT_OF_SCOPE;
  return { state: rule.manualState, reason: 'no attestation', fields: NONE };
}

function relatedVerdict(plan: RelatedPlan, frame: Frame, lookup: RelatedLookup | undefined): Verdict {
  const found = searchRelated(plan, frame, lookup);
  if (found.kind === 'satisfied') return COMPLIANT;
  if (found.kind === 'missing')
    return new NonCompliant(() => {
      let fields = NONE;
      explained(() => {
        fields = explainMissing(plan, frame, found);
      });
      return fields;
    });
  return { ...unknown(found.reason), ...(found.pending ? { pending: [found.pending] } : {}) };
}

/** The rule alone: what Azure would do with a write of this resource. */
export function decideRule(rule: Rule, frame: Frame, lookup: RelatedLookup | undefined): RuleOutcome {
  if (rule.effect === 'disabled') return { effect: null };
  const outcome = rule.condition.test(frame);
  if (outcome === UNKNOWN) return { effect: null, unknown: frame.reason ?? 'a condition cannot be decided' };
  if (outcome === FALSE) return { effect: null };
  if (rule.related) {
    const found = searchRelated(rule.related, frame, lookup);
    if (found.kind === 'unknown') return { effect: null, unknown: found.reason };
    if (found.kind === 'satisfied') return { effect: null };
  }
  try {
    return { effect: rule.effect, details: rule.details(frame) };
  } catch (error) {
    // A function that fails in the details fails the evaluation, as one in the condition does.
    undecided(error, frame);
    return { effect: null, unknown: frame.reason ?? 'the details cannot be worked out' };
  }
}
