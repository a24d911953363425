import { constant, dynamic, valueOf } from '../compiler.ts';
import type { Compiler, Place, Value } from '../compiler.ts';
import type { Frame } from '../frame.ts';
import { PolicyError, Undecidable } from '../policy-error.ts';
import { foldCase } from '../text.ts';
import { currentValue, fieldValue, innermostValue } from './field-function.ts';

/** A function that is compiled with what is around it, instead of being called with plain values. */
interface SpecialFunction {
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  readonly compile: (args: readonly Value[], place: Place) => Value;
}

/** By lower-case name. */
export const SPECIAL_FUNCTIONS: ReadonlyMap<string, SpecialFunction> = new Map<string, SpecialFunction>([
  ['parameters', { arity: [1, 1], compile: ([name], place) => compileParameter(name as Value, place) }],
  ['if', { arity: [3, 3], compile: (args) => compileIf(...(args as [Value, Value, Value])) }],
  [
    'field',
    {
      arity: [1, 1],
      compile: ([name], place) =>
        name?.constant
          ? dynamic(fieldValue(textIn(name.value, place), place, true))
          : byName(name as Value, (text) => fieldValue(text, place, false)),
    },
  ],
  [
    'current',
    {
      arity: [0, 1],
      compile: ([name], place) => {
        if (!name) return dynamic(innermostValue(place));
        if (!name.constant) throw new PolicyError(place.path, 'current() takes a fixed name');
        return dynamic(currentValue(textIn(name.value, place), place));
      },
    },
  ],
]);

function textIn(name: unknown, { path }: Place): string {
  if (typeof name === 'string' && name !== '') return name;
  throw new PolicyError(path, `expected a name, found ${JSON.stringify(name) ?? 'nothing'}`);
}

function compileParameter(name: Value, { compiler, path }: Place): Value {
  if (!name.constant) return dynamic((frame) => parameter(String(name.get(frame)), compiler));
  const key = foldCase(String(name.value));
  const { values, missing } = compiler.parameters;
  if (values.has(key)) return constant(values.get(key));
  if (missing.has(key)) return dynamic(() => parameter(key, compiler));
  throw new PolicyError(path, `the parameter "${String(name.value)}" is not declared`);
}

function parameter(name: string, { parameters }: Compiler): unknown {
  const key = foldCase(name);
  if (parameters.values.has(key)) return parameters.values.get(key);
  throw new Undecidable(`the parameter "${name}" has no value`);
}

/** Only the chosen branch is evaluated: the other may fail. */
function compileIf(condition: Value, then: Value, otherwise: Value): Value {
  const choose = (value: unknown): Value => {
    if (typeof value !== 'boolean') throw new Undecidable('if: the condition is neither true nor false');
    return value ? then : otherwise;
  };
  if (condition.constant && typeof condition.value === 'boolean') return choose(condition.value);
  return dynamic((frame) => valueOf(choose(valueOf(condition, frame)), frame));
}

const MOST_NAMES = 1000;

/** Compiles readers for names that are only known at run time, each once. */
function byName(name: Value, compileReader: (name: string) => (frame: Frame) => unknown): Value {
  const readers = new Map<string, (frame: Frame) => unknown>();
  return dynamic((frame) => {
    const text = String(valueOf(name, frame));
    let reader = readers.get(text);
    if (!reader) {
      reader = compileReader(text);
      if (readers.size < MOST_NAMES) readers.set(text, reader);
    }
    return reader(frame);
  });
}
