import type { BulkMessage } from '../src/model/index.ts';
import { beginComparison, continueComparison } from '../src/monitoring/azure-comparison/index.ts';
import { memoryComparisons, memoryDisagreements } from '../test/support/memory-comparisons.ts';
import { estateOf, subscriptionId } from './comparison-estate.ts';

/** Time that each call takes, in milliseconds: 15 queries in 5 seconds; a read of the table, 32 at once; a page of current states. */
const milliseconds = { query: 5_000 / 15, read: 10 / 32, head: 1 };

const portionMilliseconds = 60_000;

const silent = () => undefined;

/**
 * Compares an estate of 2,000,000 states with Azure's: its resources and policies are made as they are asked for, so that the peak of the
 * heap is the comparison's own. Time is counted by the calls, and beside it the time of the processor.
 */
export async function benchComparison(): Promise<void> {
  const [resources, policies] = [100_000, 20];
  const { asked, graph, knownStates } = estateOf(resources, policies);
  const start = Date.parse('2026-03-01T12:00:00Z');
  const spent = () =>
    asked.queries * milliseconds.query + asked.reads * milliseconds.read + asked.heads * milliseconds.head;
  const messages: BulkMessage[] = [];
  const disagreements = memoryDisagreements();
  const ports = {
    graph,
    knownStates,
    disagreements,
    comparisons: memoryComparisons(),
    bulk: {
      send: async (message: BulkMessage) => Promise.resolve(void messages.push(message)),
    },
    insights: { statesOf: () => Promise.reject(new Error('no resource is asked for by itself')) },
    policies: { policy: () => undefined },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    now: () => new Date(start + spent()),
  };
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const began = performance.now();
  let peak = 0;
  let portions = 0;
  await beginComparison(subscriptionId, ports);
  for (let message = messages.shift(); message?.kind === 'comparison'; message = messages.shift()) {
    await continueComparison(message, ports, portionMilliseconds);
    portions += 1;
    peak = Math.max(peak, process.memoryUsage().heapUsed - before);
  }
  const seconds = (performance.now() - began) / 1000;
  globalThis.gc?.();
  const kept = process.memoryUsage().heapUsed - before;
  const { compared, agreed, older, unmatched } = (await disagreements.agreement(subscriptionId))!;
  console.log(`\ncomparison with Azure, ${resources} resources x ${policies} policies`);
  console.log(
    `  ${asked.queries} queries, ${asked.rows} rows; ${asked.reads} reads, ${asked.heads} states of ours gone through`,
  );
  console.log(
    `  ${Math.round(spent() / 1000)} s by the limits, in ${portions} portions; ${seconds.toFixed(1)} s of processor`,
  );
  console.log(
    `  heap: ${(peak / 2 ** 20).toFixed(0)} MiB at most, ${(kept / 2 ** 20).toFixed(0)} MiB after collection`,
  );
  console.log(
    `  compared ${compared}, agreed ${agreed}, older ${older}, unmatched ${unmatched}; ${disagreements.kept.size} disagreements`,
  );
}
