import type { AliasTable } from './aliases.ts';
import { findPath, hasOnePath } from './aliases.ts';
import type { Binding, BindingAccess, Root } from './binding.ts';
import { bindPath } from './binding.ts';
import { computedField } from './computed-field.ts';
import { formatPath, isEvery } from './field-path.ts';
import type { CountScope, Environment, Frame } from './frame.ts';
import { apiVersionOf } from './frame.ts';
import { leafKind } from './leaf-kinds.ts';
import { Undecidable } from './policy-error.ts';
import { textOf } from './value.ts';

/** A `field` reference, bound to the resource and to the members of the counts around it. */
export interface FieldReader extends BindingAccess {
  readonly name: string;
  /** The reference lies under `[*]`, bound or not: an absent member is not the empty string. */
  readonly ofMember: boolean;
  /** `[*]` that no count around it binds: the condition is an implicit "all". */
  readonly spreads: boolean;
  /** The path as it stands in the resource. */
  readonly path: (frame: Frame, indices?: readonly number[]) => string;
}

interface FieldOptions {
  readonly aliases: AliasTable;
  readonly environment: Environment;
  /** Which resource the name belongs to; conditions of an existenceCondition read the related one. */
  readonly from: Root;
  /** Lower-case type of related resources that do not name theirs. */
  readonly relatedType?: string | undefined;
  /** Read the members of the last `[*]` themselves, whatever the name reads of them after it: these are what a count goes through. */
  readonly members?: boolean;
}

/** Compiles a field name: `type`, `tags['a.b']`, an alias, or a plain path. @throws Undecidable */
export function compileField(name: string, options: FieldOptions): FieldReader {
  const computed = computedField(name);
  if (computed) {
    const read = (frame: Frame) => {
      const subject = options.from === 'related' ? frame.related : frame.resource;
      return subject === undefined ? undefined : computed(subject, frame);
    };
    return {
      name,
      ofMember: false,
      spreads: false,
      read,
      each: (frame, visit) => void visit(read(frame)),
      eachIndexed: (frame, visit) => visit(read(frame), []),
      path: () => name,
    };
  }
  const scope = innermost(name, options.environment.scopes);
  const bind = (path: string) =>
    bindPath(path, {
      scope,
      ...options,
      scopes: options.environment.scopes,
      leaf: leafKind(options.aliases, name, path),
    });
  const varies = name.includes('/') && !hasOnePath(options.aliases, name);
  return varies ? bindAtRunTime(name, options, bind) : bindOnce(name, options, bind);
}

/** Returns the path at which the members of a count lie, as far as it is the same for every resource. */
export function pathOfField(name: string, options: FieldOptions): string | undefined {
  return hasOnePath(options.aliases, name) ? resolve(name, options, '', undefined) : undefined;
}

function bindOnce(name: string, options: FieldOptions, bind: (path: string) => Binding): FieldReader {
  const path = resolve(name, options, '', undefined);
  if (path === undefined) return unknownAlias(name);
  const { spreads, full, access } = bind(path);
  return {
    name,
    // By the path: that of `diagnosticSettings/logs.enabled` has a [*] that its alias does not show.
    ofMember: full.some(isEvery),
    spreads,
    ...access,
    path: (_frame, indices) => formatPath(full, indices),
  };
}

function unknownAlias(name: string): FieldReader {
  const fail = (): never => {
    throw new Undecidable(`the alias "${name}" is not known`);
  };
  return {
    name,
    ofMember: false,
    spreads: false,
    read: fail,
    each: fail,
    eachIndexed: fail,
    path: () => name,
  };
}

/** For aliases whose path depends on the resource's type or api-version; every path is compiled once. */
function bindAtRunTime(name: string, options: FieldOptions, bind: (path: string) => Binding): FieldReader {
  const compiled = new Map<string, Binding>();
  const choose = (frame: Frame): Binding => {
    const type = options.from === 'related' ? typeOfRelated(frame, options) : frame.type;
    const path = resolve(name, options, type, options.from === 'related' ? undefined : apiVersionOf(frame));
    if (path === undefined) {
      throw new Undecidable(`the alias "${name}" is not known for resources of type "${type}"`);
    }
    let entry = compiled.get(path);
    if (!entry) {
      entry = bind(path);
      compiled.set(path, entry);
    }
    return entry;
  };
  const [sample] = options.aliases.entries.get(name.toLowerCase())?.values() ?? [];
  const first = sample && bind(sample.path);
  return {
    name,
    ofMember: first?.full.some(isEvery) ?? false,
    spreads: first?.spreads ?? false,
    read: (frame) => choose(frame).access.read(frame),
    each: (frame, visit) => choose(frame).access.each(frame, visit),
    eachIndexed: (frame, visit) => choose(frame).access.eachIndexed(frame, visit),
    path: (frame, indices) => formatPath(choose(frame).full, indices),
  };
}

function typeOfRelated(frame: Frame, { relatedType = '' }: FieldOptions): string {
  return textOf(frame.related?.type).toLowerCase() || relatedType;
}

function resolve(name: string, options: FieldOptions, type: string, version: string | undefined) {
  const tag = /^tags\.(.+)$/is.exec(name)?.[1];
  if (tag !== undefined) return `tags['${tag.replaceAll("'", "''")}']`;
  return name.includes('/') && !/^[^/]*\['/.test(name)
    ? findPath(options.aliases, name, type, version)
    : name;
}

/** The innermost count whose alias is a prefix of the name: its current member is what the name means. */
function innermost(name: string, scopes: readonly CountScope[]): CountScope | undefined {
  const lower = name.toLowerCase();
  return scopes.findLast((scope) => {
    if (scope.kind !== 'field' || !lower.startsWith(scope.name)) return false;
    const next = lower[scope.name.length];
    return next === undefined || next === '.' || next === '[';
  });
}
