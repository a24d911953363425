import { isNoTest } from './module.ts';
import type { Finding, Module } from './module.ts';

type Next = (path: string) => readonly string[];

/** Knots of files of which each leads to every other through imports, types included: one finding for each, with a shortest circle. */
export function circles(modules: readonly Module[]): Finding[] {
  const byPath = new Map(modules.filter(isNoTest).map((module) => [module.path, module]));
  const next: Next = (path) =>
    (byPath.get(path)?.imports ?? []).flatMap(({ target }) => target ?? []).filter((to) => byPath.has(to));
  return knots([...byPath.keys()], next).map((knot) => {
    const circle = knot
      .map((path) => shortestCircle(path, next))
      .reduce((best, other) => (other.length < best.length ? other : best));
    const [file = '', second] = circle;
    const line = byPath.get(file)?.imports.find(({ target }) => target === second)?.line ?? 1;
    return { file, line, message: `${circle.join(' > ')} (${knot.length} files hang together)` };
  });
}

function knots(paths: readonly string[], next: Next): string[][] {
  const reached = new Map(paths.map((path) => [path, new Set(stepsFrom(path, next).keys())]));
  const done = new Set<string>();
  return paths.flatMap((path) => {
    const reach = reached.get(path);
    if (done.has(path) || !reach?.has(path)) return [];
    const knot = [...reach].filter((other) => reached.get(other)?.has(path)).toSorted();
    for (const other of knot) done.add(other);
    return [knot];
  });
}

/** Every file that imports lead to, each with the one before it on a shortest way; the start only where a way leads back. */
function stepsFrom(start: string, next: Next): Map<string, string> {
  const before = new Map<string, string>();
  const queue = [start];
  for (const path of queue) {
    for (const to of next(path)) {
      if (before.has(to)) continue;
      before.set(to, path);
      if (to !== start) queue.push(to);
    }
  }
  return before;
}

function shortestCircle(start: string, next: Next): string[] {
  const before = stepsFrom(start, next);
  const circle = [start];
  for (let at = before.get(start); at !== undefined; at = at === start ? undefined : before.get(at))
    circle.unshift(at);
  return circle;
}
