import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Drift } from '../../../src/model/drift.ts';
import type { ResourceState } from '../../../src/model/resource-state.ts';
import type { Resource } from '../../../src/model/resource.ts';
import { beginScan } from '../../../src/monitoring/full-scan/index.ts';
import { handleEvent, handleMessage } from '../../../src/monitoring/ingestion/index.ts';
import {
  account,
  accountId,
  budget,
  collect,
  createWorld,
  drain,
  eventOf,
  propertyPolicy,
  secureTransfer,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const policies = [secureTransfer, propertyPolicy('second', 'Microsoft.Storage/storageAccounts', 'second', 1)];

type Step =
  | {
      readonly do: 'write';
      readonly on: boolean;
      readonly second: 1 | 2 | 'not applicable';
      readonly copies: number;
    }
  | { readonly do: 'delete' }
  | { readonly do: 'deliver'; readonly pick: number; readonly together: number }
  | { readonly do: 'message' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'trouble'; readonly kind: 'throttled' | 'failed' | 'denied'; readonly reads: number }
  | { readonly do: 'lag'; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('write' as const),
    on: fc.boolean(),
    second: fc.constantFrom(1 as const, 2 as const, 'not applicable' as const),
    copies: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ do: fc.constant('delete' as const) }),
  fc.record({
    do: fc.constant('deliver' as const),
    pick: fc.nat(100),
    together: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ do: fc.constant('message' as const) }),
  fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  fc.record({
    do: fc.constant('trouble' as const),
    kind: fc.constantFrom('throttled' as const, 'failed' as const, 'denied' as const),
    reads: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ do: fc.constant('lag' as const), seconds: fc.integer({ min: 1, max: 59 }) }),
);

/** Plays a history: events come shuffled and more than once, reads fail or show what was, deliveries run side by side. */
async function play(world: World, steps: readonly Step[], skewSeconds: number): Promise<void> {
  const { azure, clock, ports, queue } = world;
  azure.skewSeconds = skewSeconds;
  const past: { at: number; resource: Resource | undefined }[] = [{ at: 0, resource: undefined }];
  let events: unknown[] = [];
  let lagSeconds = 0;
  let trouble: { kind: 'throttled' | 'failed' | 'denied'; reads: number } | undefined;
  azure.instead.set(accountId.toLowerCase(), (startedAt) => {
    if (trouble && trouble.reads > 0) {
      trouble.reads -= 1;
      return { kind: trouble.kind, startedAt, reason: 'because', retryAfterSeconds: 30 };
    }
    const seen = clock.now().getTime() - lagSeconds * 1000;
    const resource = past.findLast(({ at }) => at <= seen)?.resource;
    return resource ? { kind: 'found', startedAt, resource } : { kind: 'gone', startedAt };
  });
  const happen = (resource: Resource | undefined, type: string, copies: number) => {
    past.push({ at: clock.now().getTime(), resource });
    const event = eventOf(accountId, clock.iso(skewSeconds), { type });
    events.push(...Array.from({ length: copies }, () => event));
  };
  for (const each of steps) {
    if (each.do === 'write') {
      happen(
        account(each.on, accountId, { second: each.second }),
        'Microsoft.Resources.ResourceWriteSuccess',
        each.copies,
      );
    } else if (each.do === 'delete') happen(undefined, 'Microsoft.Resources.ResourceDeleteSuccess', 1);
    else if (each.do === 'wait') clock.advance(each.seconds);
    else if (each.do === 'lag') lagSeconds = each.seconds;
    else if (each.do === 'trouble') trouble = { kind: each.kind, reads: each.reads };
    else if (each.do === 'message') {
      const [one, other] = [queue.next(), queue.next()];
      await Promise.all(
        [one, other].flatMap((body) => (body === undefined ? [] : [handleMessage(body, ports, budget)])),
      );
    } else {
      const taken = Array.from({ length: each.together }, (_, n) => events[(each.pick + n) % events.length]);
      events = events.filter((event) => !taken.includes(event));
      await Promise.all(taken.filter(Boolean).map((event) => handleEvent(event, ports, budget)));
    }
    clock.advance(1);
  }
  trouble = undefined;
  await Promise.all(events.map((event) => handleEvent(event, ports, budget)));
  await drain(world);
}

/** Each step outside takes its turns, so that deliveries overtake each other everywhere. */
function interleave(pace: readonly number[]): () => Promise<void> {
  let steps = 0;
  return async () => {
    steps += 1;
    for (let turns = pace[steps % pace.length] ?? 0; turns > 0; turns -= 1) await Promise.resolve();
  };
}

async function scan(world: World): Promise<void> {
  world.clock.advance(600);
  await beginScan('request', world.ports);
  await drain(world);
}

const statesOf = (current: ResourceState | undefined) =>
  Object.fromEntries(Object.entries(current?.states ?? {}).map(([name, { state }]) => [name, state]));

function expectUnbroken(drifts: readonly Drift[]): void {
  expect(drifts.map(({ sequence }) => sequence)).toEqual(drifts.map((_, index) => index + 1));
  const last = new Map<string, string>();
  for (const { policy, from, to } of drifts) {
    expect(from ?? 'NotApplicable').toBe(last.get(policy) ?? 'NotApplicable');
    expect(to).not.toBe(from);
    last.set(policy, to);
  }
}

test('whatever happens in whatever order, the end is what a cold evaluation says, and the drifts lead there', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.integer({ min: -300, max: 300 }),
      fc.array(fc.nat(7), { minLength: 1, maxLength: 50 }),
      async (steps, skew, pace) => {
        const world = createWorld(policies);
        world.store.hook = world.azure.hook = interleave(pace);
        await play(world, steps, skew);
        // A refusal is an answer: what it hid comes to light with the next event, or with the next scan.
        if (steps.some((each) => each.do === 'trouble' && each.kind === 'denied')) await scan(world);
        expectUnbroken(world.store.journal());
        expect(await collect(world.store.searchUndispatched())).toEqual([]);
        const current = world.store.current(accountId);
        expect(current?.staleSince).toBeUndefined();

        const cold = createWorld(policies);
        const final = steps.findLast((each) => each.do === 'write' || each.do === 'delete');
        if (final?.do === 'write') {
          cold.azure.put(account(final.on, accountId, { second: final.second }));
          await handleEvent(eventOf(accountId, cold.clock.iso()), cold.ports, budget);
        }
        expect(statesOf(current)).toEqual(statesOf(cold.store.current(accountId)));
        const told = Object.fromEntries(world.store.journal().map(({ policy, to }) => [policy, to]));
        for (const [policy, state] of Object.entries(statesOf(current)))
          expect(told[policy] ?? 'NotApplicable').toBe(state);
      },
    ),
    { numRuns: 500 },
  );
});
