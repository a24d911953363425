/** Azure's route templates (ASP.NET Core's) in the syntax of find-my-way. */

/** Constraints of https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints that paths need. */
const constraints: Readonly<Record<string, string>> = {
  int: String.raw`^-?\d+$`,
  long: String.raw`^-?\d+$`,
  guid: '^[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}$',
  bool: '^([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])$',
  alpha: '^[a-zA-Z]+$',
};

export interface RoutePattern {
  /** More than one where a catch-all may also match nothing. */
  readonly paths: readonly string[];
  /** Name of the catch-all parameter, which find-my-way calls `*`. */
  readonly rest?: string;
}

/**
 * @param template `items/{id:int}/{part?}` or `files/{*path}`.
 * @throws Error when it uses what is not translated here.
 */
export function routePattern(prefix: string, template: string): RoutePattern {
  const segments = [...prefix.split('/'), ...template.split('/')].filter((segment) => segment !== '');
  const last = segments.at(-1);
  const rest = /^\{\*{1,2}(\w+)\}$/.exec(last ?? '')?.[1];
  if (rest !== undefined) {
    const parent = `/${segments.slice(0, -1).map(segmentPattern).join('/')}`;
    return { paths: [parent, `${parent.replace(/\/$/, '')}/*`], rest };
  }
  return { paths: [`/${segments.map(segmentPattern).join('/')}`] };
}

function segmentPattern(segment: string): string {
  const [, name, constraint, optional] = /^\{(\w+)(?::(\w+))?(\?)?\}$/.exec(segment) ?? [];
  if (name === undefined) {
    if (/[{}*]/.test(segment))
      throw new Error(`The route segment "${segment}" is not supported by this host`);
    return segment.replaceAll(':', '::');
  }
  const pattern = constraint === undefined ? '' : constraints[constraint.toLowerCase()];
  if (pattern === undefined)
    throw new Error(`The route constraint "${constraint}" is not supported by this host`);
  return `:${name}${pattern && `(${pattern})`}${optional ?? ''}`;
}
