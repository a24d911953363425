import { estate } from '@phiwatch/sample-hospital';
import type { Resource } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import { scan } from '../../../src/monitoring/scan/index.ts';
import type { ExportSource } from '../../../src/monitoring/scan/index.ts';
import { scopesAbove } from '../../../src/model/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { findRelated } from '../../../src/rules/policy/index.ts';
import type { RelatedLookup } from '../../../src/rules/policy/index.ts';

/** More of them: `MUTATIONS=100000 npx vitest run test/monitoring/scan/mutations.test.ts`. */
const mutations = Number(process.env['MUTATIONS'] ?? 600);

const catalogue = loadCatalogue();
const resources = estate().filter(({ id }) => id !== undefined);
const context = { utcNow: '2026-12-01T00:00:00Z' };

/** What speaks against a resource may not be lost by what cannot be read. */
const isOpen = (state: string | undefined) => state === 'NonCompliant' || state === 'Unknown';

let seed = 20_261_201;
function random(below: number): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
}

/** A place in a resource: the holder of a value, its key, and how it is written. */
interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly path: string;
}

/** Objects and lists below a resource, and the elements of lists; names of tags are chosen freely, so their values are none. */
function placesIn(value: unknown, path = ''): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.entries(holder).flatMap(([key, member]) => {
    const here = `${path}.${key}`;
    const isValue = typeof member === 'object' && member !== null;
    return [
      ...(isValue || Array.isArray(value) ? [{ holder, key, path: here }] : []),
      ...placesIn(member, here),
    ];
  });
}

/** What may stand in the place of a value once an export has damaged it. */
function damages(value: unknown, isElement: boolean): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return isElement ? [null] : [];
  const whole = JSON.stringify(value);
  const texts = [
    'x',
    '@{name=value; other=}',
    'System.Object[]',
    whole.slice(0, Math.ceil(whole.length / 2)),
    whole,
  ];
  return isElement ? [null, ...texts] : texts;
}

function lookupIn(all: readonly Resource[]): RelatedLookup {
  return (query) => ({ resources: findRelated(all as never, query) });
}

/** The states by policy of a resource, and of those above it that look at it. */
function statesOf(ids: readonly string[], all: readonly Resource[]): Map<string, string> {
  const lookup = lookupIn(all);
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  return new Map(
    all
      .filter(({ id = '' }) => wanted.has(id.toLowerCase()))
      .flatMap((resource) =>
        catalogue
          .policiesFor(resource.type)
          .map(({ name, policy }) => [
            `${name} of ${resource.id}`,
            policy.evaluate(resource as never, context, lookup).state,
          ]),
      ),
  );
}

const before = statesOf(
  resources.map(({ id = '' }) => id),
  resources,
);

test(
  `what is damaged is never taken for right: ${mutations} damages of the sample hospital`,
  () => {
    const near = new Map<string, readonly Resource[]>();
    let changed = 0;
    for (let n = 0; n < mutations; n += 1) {
      const resource = resources[random(resources.length)]!;
      const { id = '' } = resource;
      const damaged = structuredClone(resource) as Record<string, unknown>;
      const places = placesIn(damaged);
      const place = places[random(places.length)];
      if (!place) continue;
      const options = damages(place.holder[place.key], Array.isArray(place.holder));
      if (options.length === 0) continue;
      place.holder[place.key] = options[random(options.length)];
      const affected = [id, ...scopesAbove(id)];
      const others =
        near.get(id) ??
        resources.filter((other) => {
          const lower = other.id!.toLowerCase();
          return affected.some(
            (each) => lower === each.toLowerCase() || lower.startsWith(`${each.toLowerCase()}/`),
          );
        });
      near.set(id, others);
      const after = statesOf(
        affected,
        others.map((other) => (other === resource ? (damaged as unknown as Resource) : other)),
      );
      for (const [what, state] of after) {
        if (state !== before.get(what)) changed += 1;
        if (isOpen(before.get(what)))
          expect(
            isOpen(state),
            `${what}: ${before.get(what)} -> ${state} by ${JSON.stringify(place.holder[place.key])} at ${place.path}`,
          ).toBe(true);
      }
    }
    // Damage is noticed: it does not pass without any change.
    expect(changed).toBeGreaterThan(mutations / 20);
  },
  60_000 + mutations * 5,
);

function sourceOf(values: readonly unknown[]): ExportSource {
  const texts = values.map((value) => JSON.stringify(value));
  return {
    partial: false,
    async *elements() {
      for (const [start, text] of texts.entries())
        yield { place: `element ${start + 1}`, value: JSON.parse(text) as unknown, start, length: 1 };
    },
    read: (start) => JSON.parse(texts[start] ?? 'null') as unknown,
  };
}

async function scanned(values: readonly unknown[]): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  const parts = { source: sourceOf(values), catalogue, now: () => new Date(context.utcNow) };
  for await (const { policy, resourceId, state } of scan(parts, { all: true }))
    states.set(`${policy} of ${resourceId}`, state);
  return states;
}

test.each([
  { columns: ['identity'] },
  { columns: ['kind'] },
  { columns: ['sku'] },
  { columns: ['tags'] },
  { columns: ['identity', 'kind', 'sku', 'tags'] },
])('an export without $columns is never taken for right', async ({ columns }) => {
  const whole = await scanned(resources);
  const projected = resources.map((resource) =>
    Object.fromEntries(Object.entries(resource).filter(([name]) => !columns.includes(name))),
  );
  const states = await scanned(projected);
  const lost = [...whole].flatMap(([what, state]) =>
    isOpen(state) && !isOpen(states.get(what)) ? [`${what}: ${state} -> ${states.get(what)}`] : [],
  );
  expect(lost).toEqual([]);
});
