import type { Resource } from '../../src/model/index.ts';

/** A change to make: the resource by its id, or by its name where only one has it, and one property to set. */
export interface RequestedChange {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Reads `stlakesideimages properties.supportsHttpsTrafficOnly=false`.
 * @throws Error naming what is wrong
 */
export function parseChange(
  target: string,
  assignment: string,
  resources: readonly Resource[],
): RequestedChange {
  const equals = assignment.indexOf('=');
  const path = assignment.slice(0, equals).split('.');
  if (equals < 1 || path.some((part) => part === '')) {
    throw new Error(
      `expected PATH=VALUE, such as properties.publicNetworkAccess=Enabled, found "${assignment}"`,
    );
  }
  const body = path.reduceRight<unknown>(
    (inner, key) => ({ [key]: inner }),
    valueIn(assignment.slice(equals + 1)),
  );
  return { id: find(target, resources), body: body as Record<string, unknown> };
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function find(target: string, resources: readonly Resource[]): string {
  const wanted = target.toLowerCase();
  const found = resources.filter(
    ({ id, name }) => id?.toLowerCase() === wanted || name?.toLowerCase() === wanted,
  );
  const [only] = found;
  if (found.length === 1 && only?.id) return only.id;
  if (found.length === 0) throw new Error(`no resource has the name or id "${target}"`);
  throw new Error(
    `"${target}" names ${found.length} resources; give one id:\n${found.map(({ id }) => id).join('\n')}`,
  );
}
