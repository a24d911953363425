import { describe, expect, test } from 'vitest';
import { readGroups } from '../../../src/monitoring/full-scan/group-pages.ts';
import type { GraphPage } from '../../../src/platform/azure/types.ts';
import { account, accountId, collect, FakeClock, subscriptionId } from '../../support/fakes.ts';
import { FakeGraph } from '../../support/fake-scans.ts';

/** A graph over so many accounts in each group, and the names of the groups. */
function graphOf(sizes: Readonly<Record<string, number>>) {
  const ids = Object.entries(sizes).flatMap(([name, size]) =>
    Array.from({ length: size }, (_, n) => `${accountId.replace('/clinic/', `/${name}/`)}${n}`),
  );
  const graph = new FakeGraph(new Map(ids.map((id) => [id, account(true, id)])), new FakeClock());
  return { graph, names: Object.keys(sizes) };
}

const startedAt = '2026-03-01T08:00:00.000Z';
const size = (pages: readonly GraphPage[]) =>
  pages.reduce((sum, page) => sum + (page.kind === 'page' ? page.resources.length : 0), 0);

async function sizesOf({ graph, names }: ReturnType<typeof graphOf>): Promise<Record<string, number>> {
  const pages = readGroups(subscriptionId, names, graph);
  const found: Record<string, number> = {};
  for (const name of names) found[name] = size(await collect(pages(name)));
  return found;
}

describe('resource groups', () => {
  test('that are small are asked for together, an empty one too, and however they are spelled', async () => {
    const world = graphOf({ a: 3, b: 0, c: 2 });
    expect(await sizesOf({ ...world, names: ['A', 'b', 'C'] })).toEqual({ A: 3, b: 0, C: 2 });
    expect(world.graph.queries).toEqual(['resources A b C']);
  });

  test('that are together more than a page are asked for alone, fewer at once from then on, then more again', async () => {
    const sizes = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`g${n}`, n === 0 ? 700 : 10] as const),
    );
    const world = graphOf(sizes);
    expect(await sizesOf(world)).toEqual(sizes);
    expect(world.graph.queries.map((query) => query.split(' ').length - 1)).toEqual([8, 1, 4, 8, 7]);
  });

  test('that are large are asked for alone without more ado, until there are small ones again', async () => {
    const sizes = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`g${n}`, n < 8 ? 400 : 10] as const),
    );
    const world = graphOf(sizes);
    expect(await sizesOf(world)).toEqual(sizes);
    expect(world.graph.queries.map((query) => query.split(' ').length - 1)).toEqual([
      // 8, 4 and 2 are too many; the eighth large one is alone, and so is the first small one.
      8, 1, 4, 1, 2, 1, 1, 1, 1, 1, 1, 1, 5, 6,
    ]);
  });

  test.each<[what: string, answer: GraphPage]>([
    ['is refused', { kind: 'denied', startedAt, reason: 'HTTP 403' }],
    ['is cut short', { kind: 'page', startedAt, resources: [], malformed: 0, truncated: true }],
    ['holds what is no resource', { kind: 'page', startedAt, resources: [], malformed: 1, truncated: false }],
    [
      'holds what lies in none of them',
      {
        kind: 'page',
        startedAt,
        resources: [account(true, '/somewhere/else')],
        malformed: 0,
        truncated: false,
      },
    ],
  ])('are asked for alone where an answer for several %s', async (_, answer) => {
    const world = graphOf({ a: 3, b: 1 });
    world.graph.instead = (query) => (query === 'resources a b' ? answer : undefined);
    expect(await sizesOf(world)).toEqual({ a: 3, b: 1 });
    expect(world.graph.queries).toEqual(['resources a b', 'resources a', 'resources b']);
  });

  test('that are not asked for in the end are not held for ever', async () => {
    const world = graphOf({ a: 1, b: 1, c: 1 });
    const pages = readGroups(subscriptionId, ['a', 'b', 'c'], world.graph);
    await collect(pages('a'));
    expect(size(await collect(pages('c')))).toBe(1);
    expect(world.graph.queries).toHaveLength(1);
    expect(size(await collect(pages('c')))).toBe(1);
    expect(world.graph.queries).toHaveLength(2);
  });
});
