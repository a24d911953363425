import { parseAliases } from './aliases.ts';
import { renewBudget } from './step-budget.ts';
import { createCompiler } from './compiler.ts';
import { compileValue } from './expression/compile-expression.ts';
import { bindParameters } from './parameters.ts';
import { PolicyError } from './policy-error.ts';
import { isObject, textOf } from './value.ts';

/** One policy of an initiative with the values that the initiative and its assignment give its parameters. */
export interface InitiativeMember {
  readonly referenceId: string;
  /** `/providers/Microsoft.Authorization/policyDefinitions/...` */
  readonly definitionId: string;
  readonly definitionVersion?: string;
  readonly groups: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Resolves an initiative (policy set definition): the default of a definition gives way to the initiative's literal or
 * parameter, that to the assignment's value.
 * https://learn.microsoft.com/azure/governance/policy/concepts/initiative-definition-structure
 * @param json the set definition, as ARM returns it
 * @param assigned parameter values of the assignment
 * @throws PolicyError naming the JSON path
 */
export function resolveInitiative(
  json: unknown,
  assigned: Readonly<Record<string, unknown>> = {},
): readonly InitiativeMember[] {
  renewBudget();
  const properties = isObject(json) && isObject(json['properties']) ? json['properties'] : json;
  if (!isObject(properties) || !Array.isArray(properties['policyDefinitions'])) {
    throw new PolicyError('properties.policyDefinitions', 'expected an array');
  }
  const aliases = parseAliases({});
  const values = bindParameters(properties['parameters'], assigned);
  return properties['policyDefinitions'].map((reference: unknown, i) => {
    const path = `properties.policyDefinitions[${i}]`;
    if (!isObject(reference) || typeof reference['policyDefinitionId'] !== 'string') {
      throw new PolicyError(`${path}.policyDefinitionId`, 'expected an id');
    }
    const compiler = createCompiler(aliases, values);
    const given = isObject(reference['parameters']) ? reference['parameters'] : {};
    const parameters = Object.entries(given).map(([name, value]) => {
      const literal = isObject(value) ? value['value'] : value;
      const at = `${path}.parameters.${name}`;
      const bound = compileValue(literal, {
        compiler,
        environment: { section: 'details', scopes: [] },
        path: at,
      });
      if (!bound.constant) throw new PolicyError(at, 'the parameter has neither a default nor a value');
      return [name, bound.value] as const;
    });
    const version = reference['definitionVersion'];
    const groups = reference['groupNames'];
    return {
      referenceId: textOf(reference['policyDefinitionReferenceId']),
      definitionId: reference['policyDefinitionId'],
      ...(typeof version === 'string' ? { definitionVersion: version } : {}),
      groups: Array.isArray(groups) ? groups.map(String) : [],
      parameters: Object.fromEntries(parameters),
    };
  });
}
