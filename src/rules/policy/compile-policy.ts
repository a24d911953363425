import type { AliasTable } from './aliases.ts';
import { modeKind, typesOf } from './applicability.ts';
import { renewBudget } from './step-budget.ts';
import { compileCondition } from './compile-condition.ts';
import { createCompiler, valueOf } from './compiler.ts';
import type { Place } from './compiler.ts';
import { parseDefinition } from './definition.ts';
import { asksForRelated, compileDetails, parseEffect } from './effects.ts';
import { decideRule, evaluatePolicy } from './evaluate-policy.ts';
import type { Rule } from './evaluate-policy.ts';
import { compileValue } from './expression/compile-expression.ts';
import { frameFor } from './frame.ts';
import { compileOperations, planOperations } from './modify-operations.ts';
import { observe } from './observed-fields.ts';
import { bindParameters } from './parameters.ts';
import { PolicyError } from './policy-error.ts';
import { compileRelated } from './related-details.ts';
import { settleByType } from './typed-rule.ts';
import type { Policy } from './types.ts';
import { property, textOf } from './value.ts';

export interface CompileOptions {
  readonly aliases: AliasTable;
  /** Values of the assignment; `{name: value}` or `{name: {value}}`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Stands in where the definition has no name. */
  readonly name?: string;
  /** Whether a lower-case type has tags and a location, where that is known: what mode Indexed looks at. */
  readonly indexed?: (type: string) => boolean | undefined;
}

/**
 * Compiles an Azure Policy definition, with its parameters bound, to closures.
 * @throws PolicyError naming the JSON path of what is wrong
 */
export function compilePolicy(json: unknown, options: CompileOptions): Policy {
  renewBudget();
  const definition = parseDefinition(json);
  const compiler = createCompiler(
    options.aliases,
    bindParameters(definition.parameters, options.parameters, definition.parametersAt),
  );
  const at = definition.at;
  const place = (section: 'if' | 'details', path: string): Place => ({
    compiler,
    environment: { section, scopes: [] },
    path,
  });

  const condition = compileCondition(definition.condition, place('if', `${at}.if`));
  const effectValue = compileValue(definition.effect, place('details', `${at}.then.effect`));
  if (!effectValue.constant) {
    throw new PolicyError(
      `${at}.then.effect`,
      'the effect has no value: its parameter has neither default nor value',
    );
  }
  const effect = parseEffect(effectValue.value, `${at}.then.effect`);
  const detailsPlace = place('details', `${at}.then.details`);
  const related = asksForRelated(effect) ? compileRelated(definition.details, detailsPlace) : undefined;
  const operations = compileOperations(effect, definition.details, detailsPlace);
  const details = compileDetails(definition.details, detailsPlace);

  const rule: Rule = {
    effect,
    isDataPlane: modeKind(definition.mode) === 'dataPlane',
    mode: definition.mode,
    condition,
    related,
    details: (frame) => valueOf(details, frame),
    forType: settleByType({
      mode: definition.mode,
      condition,
      wherever: related !== undefined,
      indexed: options.indexed,
      // https://learn.microsoft.com/azure/governance/policy/concepts/effect-modify#skipped-modification
      only: operations.some(({ field }) => effect === 'modify' && field.toLowerCase() === 'identity.type')
        ? MACHINES
        : undefined,
    }),
    manualState: effect === 'manual' ? manualState(definition.details, detailsPlace) : 'Unknown',
  };
  return {
    name: definition.name || options.name || '',
    displayName: definition.displayName || options.name || '',
    version: definition.version,
    mode: definition.mode,
    effect,
    metadata: definition.metadata,
    resourceTypes: typesOf(condition.scope),
    relatedTypes: related ? [related.type] : [],
    needs: compiler.uses,
    evaluate: (resource, context = {}, lookup) => {
      renewBudget();
      return evaluatePolicy(rule, resource, context, lookup);
    },
    decide: (resource, context = {}, lookup) => {
      renewBudget();
      return decideRule(rule, frameFor(resource, context), lookup);
    },
    plan: (resource, context = {}) => {
      renewBudget();
      return planOperations(operations, frameFor(resource, context));
    },
    values: (resource, context = {}, lookup) => {
      renewBudget();
      return observe(compiler.observed, rule, resource, context, lookup);
    },
  };
}

/** https://learn.microsoft.com/azure/governance/policy/concepts/effect-manual#manual-effect-properties */
function manualState(details: unknown, place: Place): Rule['manualState'] {
  const stated = compileValue(property(details, 'defaultState'), {
    ...place,
    path: `${place.path}.defaultState`,
  });
  const state = stated.constant ? textOf(stated.value).toLowerCase() : '';
  if (state === 'compliant') return 'Compliant';
  return state === 'noncompliant' ? 'NonCompliant' : 'Unknown';
}

const MACHINES: ReadonlySet<string> = new Set([
  'microsoft.compute/virtualmachines',
  'microsoft.compute/virtualmachinescalesets',
]);
