import { UsageError } from '../../cli/fail.ts';
import type { Resource } from '../../src/model/index.ts';

/** A change to make: the resource by its id, or by its name where only one has it, and what is set in it. */
export interface RequestedChange {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The members that no change of a resource can set. */
const fixed = new Set(['id', 'name', 'type']);

/**
 * Reads `stlakesideimages properties.supportsHttpsTrafficOnly=false tags.phi=no`.
 * @throws UsageError naming what is wrong
 */
export function parseChange(
  target: string,
  assignments: readonly string[],
  resources: readonly Resource[],
): RequestedChange {
  const settings = assignments.map(parse);
  refuseTwice(settings.map(({ path }) => path.join('.')));
  const resource = find(target, resources);
  for (const { path } of settings) refuseBelowValue(path, resource);
  return { id: resource.id, body: bodyOf(settings) };
}

interface Setting {
  readonly path: readonly string[];
  readonly value: unknown;
}

function parse(assignment: string): Setting {
  const equals = assignment.indexOf('=');
  const path = assignment.slice(0, equals).split('.');
  const [first = ''] = path;
  if (equals < 1 || path.some((part) => part === ''))
    throw new UsageError(
      `expected PATH=VALUE, such as properties.publicNetworkAccess=Enabled, found "${assignment}"`,
    );
  if (fixed.has(first.toLowerCase())) throw new UsageError(`${first} cannot be changed: a resource keeps it`);
  return { path, value: valueIn(assignment.slice(equals + 1), path.join('.')) };
}

/** JSON, or a text that is none: `Enabled`. */
function valueIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (!/^\s*[{["]/.test(text)) return text;
    const why = (cause as SyntaxError).message;
    throw new UsageError(
      `${path}: expected JSON, as it begins with ${text.trim()[0]}, found '${text}' (${why}); quote it for the shell: '${path}={"key": 1}'`,
      { cause },
    );
  }
}

/** To set something below a text or a number would take its place. */
function refuseBelowValue(path: readonly string[], resource: Resource): void {
  let above: unknown = resource;
  for (const [depth, part] of path.slice(0, -1).entries()) {
    above = Object.hasOwn(above as object, part)
      ? (above as Readonly<Record<string, unknown>>)[part]
      : undefined;
    if (above === undefined || above === null) return;
    if (typeof above === 'object' && !Array.isArray(above)) continue;
    const holder = path.slice(0, depth + 1).join('.');
    const hint = Array.isArray(above) ? 'set all of it, as JSON' : 'nothing can be set below it';
    throw new UsageError(`${holder} is ${JSON.stringify(above)}: ${hint}, found ${path.join('.')}`);
  }
}

/** Refuses two settings of which one lies in the other, or is the other: one would be lost. */
function refuseTwice(paths: readonly string[]): void {
  for (const [index, path] of paths.entries()) {
    const inside = paths.find((other, at) => at !== index && `${other}.`.startsWith(`${path}.`));
    if (inside !== undefined)
      throw new UsageError(`${path} is set twice (${path}, ${inside}): expected each setting once`);
  }
}

/** Without a prototype, so that any name is that of a setting. */
const nested = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

function bodyOf(settings: readonly Setting[]): Record<string, unknown> {
  const body = nested();
  for (const { path, value } of settings) {
    let holder = body;
    for (const part of path.slice(0, -1)) holder = (holder[part] ??= nested()) as Record<string, unknown>;
    holder[path.at(-1) ?? ''] = value;
  }
  return body;
}

function find(target: string, resources: readonly Resource[]): Resource & { readonly id: string } {
  const wanted = target.toLowerCase();
  const found = resources.filter(
    ({ id, name }) => id?.toLowerCase() === wanted || name?.toLowerCase() === wanted,
  );
  const [only] = found;
  if (found.length === 1 && only?.id) return { ...only, id: only.id };
  if (found.length === 0) throw new UsageError(`no resource has the name or id "${target}"`);
  const ids = found.map(({ id }) => id).join(', ');
  throw new UsageError(`"${target}" names ${found.length} resources; give the id of one: ${ids}`);
}
