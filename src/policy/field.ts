import { findPath, hasOnePath } from './aliases.ts';
import type { AliasTable } from './aliases.ts';
import { Undecidable } from './error.ts';
import type { CountScope, Environment, Frame } from './frame.ts';
import { formatPath, isEvery, parsePath } from './path.ts';
import type { Step } from './path.ts';
import { compileIndexedWalk, compileSteps, compileWalk } from './steps.ts';
import type { IndexedVisitor, Visitor } from './steps.ts';
import { property, textOf } from './value.ts';

/** A `field` reference, bound to the resource and to the members of the counts around it. */
export interface FieldReader {
  readonly name: string;
  /** The reference lies under `[*]`, bound or not: an absent member is not the empty string. */
  readonly ofMember: boolean;
  /** `[*]` that no count around it binds: the condition is an implicit "all". */
  readonly spreads: boolean;
  /** The value where nothing spreads. Undefined: absent. */
  read(frame: Frame): unknown;
  /** Visits each member; stops when the visitor returns false. */
  each(frame: Frame, visit: Visitor): void;
  /** Visits each member with its indices, for explanations. */
  eachIndexed(frame: Frame, visit: IndexedVisitor): void;
  /** The path as it stands in the resource. */
  path(frame: Frame, indices?: readonly number[]): string;
}

interface Bound {
  readonly root: (frame: Frame) => unknown;
  readonly steps: readonly Step[];
  readonly full: readonly Step[];
}

export interface FieldOptions {
  readonly aliases: AliasTable;
  readonly environment: Environment;
  /** Which resource the name belongs to; conditions of an existenceCondition read the related one. */
  readonly from: 'resource' | 'related';
}

/** Compiles a field name: `type`, `tags['a.b']`, an alias, or a plain path. */
export function compileField(name: string, options: FieldOptions): FieldReader {
  const special = SPECIAL[name.toLowerCase()];
  if (special) return computed(name, options, special);
  const scope = innermost(name, options.environment.scopes);
  const stars = name.split('[*]').length - 1;
  const bind = (path: string) => bindPath(path, scope, options.from);
  const varies = name.includes('/') && !hasOnePath(options.aliases, name);
  const plan = varies ? bindAtRunTime(name, options, bind) : bindOnce(name, options, bind);
  return {
    name,
    // Known from the path too: the path of `diagnosticSettings/logs.enabled` has a [*] that its alias does not show.
    ofMember: stars > 0 || plan.spreads,
    spreads: plan.spreads,
    ...plan.access,
    path: plan.path,
  };
}

type Access = Pick<FieldReader, 'read' | 'each' | 'eachIndexed'>;

interface Plan {
  readonly spreads: boolean;
  readonly access: Access;
  readonly path: FieldReader['path'];
}

function bindOnce(name: string, options: FieldOptions, bind: (path: string) => Bound): Plan {
  const path = resolve(name, options, '', undefined);
  if (path === undefined) {
    const fail = (): never => {
      throw new Undecidable(`the alias "${name}" is not known`);
    };
    return { spreads: false, access: { read: fail, each: fail, eachIndexed: fail }, path: () => name };
  }
  const bound = bind(path);
  return {
    spreads: bound.steps.some(isEvery),
    access: accessTo(bound),
    path: (_frame, indices) => formatPath(bound.full, indices),
  };
}

function accessTo({ root, steps }: Bound): Access {
  const get = compileSteps(steps);
  const walk = compileWalk(steps);
  const indexed = compileIndexedWalk(steps);
  return {
    read: (frame) => get(root(frame)),
    each: (frame, visit) => void walk(root(frame), visit),
    eachIndexed: (frame, visit) => indexed(root(frame), visit),
  };
}

/** For aliases whose path depends on the resource's type or api-version; every path is compiled once. */
function bindAtRunTime(name: string, options: FieldOptions, bind: (path: string) => Bound): Plan {
  const compiled = new Map<string, Bound & Access>();
  const choose = (frame: Frame) => {
    const subject = options.from === 'related' ? frame.related : undefined;
    const type = subject ? textOf(subject.type).toLowerCase() : frame.type;
    const path = resolve(name, options, type, subject ? undefined : apiVersionOf(frame));
    if (path === undefined)
      throw new Undecidable(`the alias "${name}" is not known for resources of type "${type}"`);
    let entry = compiled.get(path);
    if (!entry) {
      const bound = bind(path);
      entry = { ...bound, ...accessTo(bound) };
      compiled.set(path, entry);
    }
    return entry;
  };
  const [sample] = options.aliases.entries.get(name.toLowerCase())?.values() ?? [];
  return {
    spreads: sample !== undefined && bind(sample.path).steps.some(isEvery),
    access: {
      read: (frame) => choose(frame).read(frame),
      each: (frame, visit) => choose(frame).each(frame, visit),
      eachIndexed: (frame, visit) => choose(frame).eachIndexed(frame, visit),
    },
    path: (frame, indices) => formatPath(choose(frame).full, indices),
  };
}

export function apiVersionOf(frame: Frame): string | undefined {
  const stated = frame.context.requestContext?.['apiVersion'] ?? frame.context.apiVersion;
  return typeof stated === 'string' ? stated : undefined;
}

function resolve(name: string, options: FieldOptions, type: string, version: string | undefined) {
  const tag = /^tags\.(.+)$/is.exec(name)?.[1];
  if (tag !== undefined) return `tags['${tag.replaceAll("'", "''")}']`;
  return name.includes('/') && !/^[^/]*\['/.test(name)
    ? findPath(options.aliases, name, type, version)
    : name;
}

function bindPath(path: string, scope: CountScope | undefined, from: FieldOptions['from']): Bound {
  const full = parsePath(path);
  if (!full) throw new Undecidable(`"${path}" is not a path`);
  if (scope) {
    const cut = nthStar(full, scope.name.split('[*]').length - 1);
    const { slot } = scope;
    return { root: (frame) => frame.slots[slot], steps: full.slice(cut + 1), full };
  }
  const root = from === 'related' ? (frame: Frame) => frame.related : (frame: Frame) => frame.resource;
  return { root, steps: full, full };
}

function nthStar(steps: readonly Step[], n: number): number {
  let seen = 0;
  const at = steps.findIndex((step) => isEvery(step) && ++seen === n);
  return at < 0 ? steps.length - 1 : at;
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

/** Fields that are worked out instead of read. */
const SPECIAL: Record<string, (subject: Readonly<Record<string, unknown>>, frame: Frame) => unknown> = {
  apiversion: (_subject, frame) => apiVersionOf(frame),
  /** The name with those of its parents: `server/database`. */
  fullname: (subject) => {
    const stated = property(subject, 'fullName');
    if (stated !== undefined) return stated;
    const id = textOf(property(subject, 'id'));
    const provider = id.toLowerCase().lastIndexOf('/providers/');
    if (provider < 0) return property(subject, 'name');
    const segments = id.slice(provider + '/providers/'.length).split('/');
    return segments.filter((_, i) => i >= 2 && i % 2 === 0).join('/');
  },
};

function computed(name: string, options: FieldOptions, compute: (typeof SPECIAL)[string]): FieldReader {
  const read = (frame: Frame) => {
    const subject = options.from === 'related' ? frame.related : frame.resource;
    return subject === undefined ? undefined : compute(subject, frame);
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
