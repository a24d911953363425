import { constant, valueOf } from './compiler.ts';
import type { Place, Value } from './compiler.ts';
import { compileValue } from './expression/compile-expression.ts';
import { PolicyError } from './policy-error.ts';
import type { Effect } from './types.ts';
import { isObject } from './value.ts';

/** Every effect by its lower-case name. https://learn.microsoft.com/azure/governance/policy/concepts/effect-basics */
const EFFECTS: ReadonlyMap<string, Effect> = new Map(
  (
    [
      'audit',
      'deny',
      'modify',
      'append',
      'auditIfNotExists',
      'deployIfNotExists',
      'denyAction',
      'manual',
      'disabled',
      'addToNetworkGroup',
      'mutate',
    ] satisfies Effect[]
  ).map((effect) => [effect.toLowerCase(), effect]),
);

export function parseEffect(value: unknown, path: string): Effect {
  const effect = typeof value === 'string' ? EFFECTS.get(value.toLowerCase()) : undefined;
  if (!effect) throw new PolicyError(path, `expected an effect, found ${JSON.stringify(value) ?? 'nothing'}`);
  return effect;
}

/** The effects that ask whether a related resource exists. */
export function asksForRelated(effect: Effect): boolean {
  return effect === 'auditIfNotExists' || effect === 'deployIfNotExists';
}

/** Members of `details` that are told as written: they belong to a later moment, or to another resource. */
const AS_WRITTEN = new Set(['condition', 'field', 'existencecondition', 'deployment']);

/** Compiles `details` as they are told beside a verdict: expressions evaluated, save for those of `AS_WRITTEN`. */
export function compileDetails(json: unknown, place: Place): Value {
  if (Array.isArray(json))
    return each(
      json.map((item) => compileDetails(item, place)),
      (items) => items,
    );
  if (!isObject(json)) return compileValue(json, place);
  const keys = Object.keys(json);
  const values = keys.map((key) =>
    AS_WRITTEN.has(key.toLowerCase()) ? constant(json[key]) : compileDetails(json[key], place),
  );
  return each(values, (all) => Object.fromEntries(keys.map((key, i) => [key, all[i]])));
}

function each(values: readonly Value[], combine: (all: unknown[]) => unknown): Value {
  return { constant: false, get: (frame) => combine(values.map((value) => valueOf(value, frame))) };
}
