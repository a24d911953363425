import type { AliasTable } from './aliases.ts';
import type { FieldReader } from './field.ts';
import type { Environment, Frame } from './frame.ts';
import type { Parameters } from './parameters.ts';

/** The state that the parts of one definition share while it is compiled. */
export interface Compiler {
  readonly aliases: AliasTable;
  readonly parameters: Parameters;
  /** Lower-case `details.type`, once known: its aliases mean the related resource. */
  relatedType: string | undefined;
  /** The containers that the rule turned out to read. */
  readonly uses: { resourceGroup: boolean; subscription: boolean };
  /** Everything that the rule reads, for `Policy.values`. */
  readonly observed: FieldObservation[];
  /** The greatest number of counts that enclose one another. */
  slots: number;
  /** Numbers that Azure limits, of what has been compiled so far. */
  readonly used: {
    readonly conditions: { if: number; existence: number };
    conditionDepth: number;
    functions: number;
    valueCounts: number;
    /** By the array, in lower case. */
    readonly fieldCounts: Map<string, number>;
  };
}

/** Starts with nothing read and nothing used. */
export function createCompiler(aliases: AliasTable, parameters: Parameters): Compiler {
  return {
    aliases,
    parameters,
    relatedType: undefined,
    uses: { resourceGroup: false, subscription: false },
    observed: [],
    slots: 0,
    used: {
      conditions: { if: 0, existence: 0 },
      conditionDepth: 0,
      functions: 0,
      valueCounts: 0,
      fieldCounts: new Map(),
    },
  };
}

export interface FieldObservation {
  readonly section: 'if' | 'existence';
  readonly path: (frame: Frame) => string;
  readonly read: (frame: Frame) => unknown;
}

/** Notes that a field is read, so that its value can be shown before and after a drift. */
export function observeField(
  compiler: Compiler,
  section: FieldObservation['section'],
  reader: FieldReader,
): void {
  compiler.observed.push({
    section,
    path: (frame) => reader.path(frame),
    read: (frame) => readAll(reader, frame),
  });
}

/** The value of a field; for `[*]` the values of all members, absent ones left out. */
export function readAll(reader: FieldReader, frame: Frame): unknown {
  if (!reader.spreads) return reader.read(frame);
  const values: unknown[] = [];
  reader.each(frame, (value) => {
    if (value !== undefined) values.push(value);
  });
  return values;
}

/** The place of an expression, for error messages and for what it may refer to. */
export interface Place {
  readonly compiler: Compiler;
  readonly environment: Environment;
  readonly path: string;
  /** Functions, by lower-case name, that may not be used here. */
  readonly refused?: ReadonlySet<string>;
}

/** A compiled expression: a constant, or a function of the evaluation. */
export type Value =
  | { readonly constant: true; readonly value: unknown }
  | { readonly constant: false; readonly get: (frame: Frame) => unknown };

export function constant(value: unknown): Value {
  return { constant: true, value };
}

export function dynamic(get: (frame: Frame) => unknown): Value {
  return { constant: false, get };
}

/** The value of one evaluation. */
export function valueOf(value: Value, frame: Frame): unknown {
  return value.constant ? value.value : value.get(frame);
}
