import { findPath, isModifiable } from './aliases.ts';
import { constant, valueOf } from './compiler.ts';
import type { Place, Value } from './compiler.ts';
import { compileExpression, compileValue } from './expression/compile-expression.ts';
import { isExpression } from './expression/parse-expression.ts';
import { formatPath, parsePath } from './field-path.ts';
import { apiVersionOf } from './frame.ts';
import type { Frame } from './frame.ts';
import { PolicyError, Undecidable } from './policy-error.ts';
import type { Effect, PlannedOperation } from './types.ts';
import { isObject } from './value.ts';

interface CompiledOperation {
  readonly operation: PlannedOperation['operation'];
  readonly field: string;
  readonly pathOf: (frame: Frame) => string | undefined;
  readonly value: Value;
  readonly condition: Value;
}

/**
 * Compiles the operations of `modify` and the fields of `append`.
 * https://learn.microsoft.com/azure/governance/policy/concepts/effect-modify#modify-operations
 * @throws PolicyError for an unknown operation, or an alias that Azure does not let a policy modify
 */
export function compileOperations(
  effect: Effect,
  details: unknown,
  place: Place,
): readonly CompiledOperation[] {
  if (effect === 'append' && Array.isArray(details)) {
    return details.map((item, i) =>
      compileOperation({ operation: 'add', ...asObject(item, place) }, i, place, ''),
    );
  }
  if (effect !== 'modify' || !isObject(details)) return [];
  const operations = Object.entries(details).find(([key]) => key.toLowerCase() === 'operations')?.[1];
  if (operations === undefined) return [];
  if (!Array.isArray(operations)) throw new PolicyError(`${place.path}.operations`, 'expected an array');
  return operations.map((item, i) => {
    const operation = compileOperation(asObject(item, place), i, place, '.operations');
    if (!isModifiable(place.compiler.aliases, operation.field)) {
      throw new PolicyError(
        `${place.path}.operations[${i}].field`,
        `${operation.field} cannot be modified by a policy`,
      );
    }
    return operation;
  });
}

function asObject(item: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (!isObject(item)) throw new PolicyError(place.path, 'expected objects with field and value');
  return item;
}

/**
 * Functions that the condition of an operation may not use:
 * https://learn.microsoft.com/azure/governance/policy/concepts/effect-modify#modify-properties
 */
const REFUSED: ReadonlySet<string> = new Set(['field', 'resourcegroup', 'subscription']);

const OPERATIONS = new Map<string, PlannedOperation['operation']>([
  ['add', 'add'],
  ['addorreplace', 'addOrReplace'],
  ['remove', 'remove'],
]);

function compileOperation(
  item: Readonly<Record<string, unknown>>,
  index: number,
  place: Place,
  under: string,
): CompiledOperation {
  const part = Object.fromEntries(Object.entries(item).map(([key, value]) => [key.toLowerCase(), value]));
  const path = `${place.path}${under}[${index}]`;
  const operation = OPERATIONS.get(String(part['operation']).toLowerCase());
  if (!operation) throw new PolicyError(`${path}.operation`, 'expected addOrReplace, add or remove');
  const field = compileValue(part['field'], { ...place, path: `${path}.field` });
  if (!field.constant || typeof field.value !== 'string') {
    throw new PolicyError(`${path}.field`, 'expected the name of a field');
  }
  const { condition } = part;
  if (operation === 'remove' && !/^tags\b/i.test(field.value)) {
    throw new PolicyError(`${path}.operation`, 'only tags can be removed');
  }
  if (operation !== 'remove' && !('value' in part))
    throw new PolicyError(`${path}.value`, 'expected a value');
  const { value: name } = field;
  const { aliases } = place.compiler;
  return {
    operation,
    field: name,
    pathOf: (frame) =>
      name.includes('/') ? findPath(aliases, name, frame.type, apiVersionOf(frame)) : formatted(name),
    value: compileValue(part['value'], { ...place, path: `${path}.value` }),
    condition:
      typeof condition === 'string' && isExpression(condition)
        ? compileExpression(condition, { ...place, path: `${path}.condition`, refused: REFUSED })
        : constant(condition ?? true),
  };
}

/**
 * The operations whose own condition holds, with their values.
 * @throws Undecidable where a value or a condition cannot be worked out
 */
export function planOperations(operations: readonly CompiledOperation[], frame: Frame): PlannedOperation[] {
  return operations
    .filter(({ condition }) => holds(valueOf(condition, frame)))
    .map(({ operation, field, pathOf, value }) => ({
      operation,
      field,
      ...pathIn(pathOf(frame)),
      ...(operation === 'remove' ? {} : { value: valueOf(value, frame) }),
    }));
}

function pathIn(path: string | undefined): { readonly path: string } | undefined {
  return path === undefined ? undefined : { path };
}

/** A tag or a plain path, in the one spelling of paths. */
function formatted(name: string): string | undefined {
  const steps = parsePath(name);
  return steps && formatPath(steps);
}

function holds(condition: unknown): boolean {
  const word = typeof condition === 'string' ? condition.toLowerCase() : condition;
  if (word === true || word === 'true') return true;
  if (word === false || word === 'false') return false;
  throw new Undecidable('the condition of an operation is neither true nor false');
}
