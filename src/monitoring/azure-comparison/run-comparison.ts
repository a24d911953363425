import { at } from '../../base/index.ts';
import type { BulkMessage } from '../../model/index.ts';
import type { ReadFailure } from '../../platform/azure/index.ts';
import { failureReason, isTransient, usualPause, waitOf } from '../../platform/azure/index.ts';
import { closeComparison, noteTrouble } from './close-comparison.ts';
import { newRun } from './comparison-run.ts';
import type { ComparisonRun } from './comparison-run.ts';
import { steps } from './comparison-steps.ts';
import type { ComparisonPorts } from './ports.ts';

/** A comparison that is older than this is begun again: Azure evaluates everything once a day. */
const longestHours = 24;

/** Failures of Resource Graph in a row after which the comparison ends for this time. */
const mostFailures = 5;

/** Seconds until the next portion, so that the one before is saved. */
const shortPause = 1;

/** Begins the comparison of a subscription, or continues the one that is under way. */
export async function beginComparison(subscriptionId: string, ports: ComparisonPorts): Promise<void> {
  const { comparisons, bulk, now } = ports;
  const found = await comparisons.run(subscriptionId);
  const before = found?.value as ComparisonRun | undefined;
  const underWay = before !== undefined && before.phase !== 'ended';
  if (underWay && now().getTime() - at(before.startedAt) < longestHours * 3_600_000)
    return bulk.send(messageOf(before));
  if (underWay) await noteTrouble(subscriptionId, 'the last comparison did not come to its end', ports);
  const run = newRun(subscriptionId, now().toISOString());
  // Somebody else has begun one.
  if ((await comparisons.saveRun(subscriptionId, run, found?.etag)) === 'conflict') return undefined;
  return bulk.send(messageOf(run));
}

/**
 * Does a portion of a comparison until its time is up, and leaves the rest to a message on the queue. A portion is saved when it is done,
 * by whoever is first: one that is delivered twice is done twice at most and counted once, and one that a crash interrupted is done again.
 * @throws where the store or the queue fails: the message is to be delivered again
 */
export async function continueComparison(
  { subscriptionId, startedAt, portion }: Extract<BulkMessage, { kind: 'comparison' }>,
  ports: ComparisonPorts,
  budgetMilliseconds: number,
): Promise<void> {
  const { comparisons, bulk, now } = ports;
  const found = await comparisons.run(subscriptionId);
  const run = found?.value as ComparisonRun | undefined;
  if (!run || run.startedAt !== startedAt || run.phase === 'ended' || portion < run.portion) return;
  if (portion > run.portion) throw new Error('the portion before this one is not saved yet');
  const until = now().getTime() + budgetMilliseconds;
  const pause = await workOn(run, ports, () => now().getTime() >= until);
  run.portion += 1;
  // Sent before it is saved: what a crash leaves is a message too many, never one too few.
  if (pause !== undefined) await bulk.send(messageOf(run), pause);
  await comparisons.saveRun(subscriptionId, run, found?.etag);
}

function messageOf({ subscriptionId, startedAt, portion }: ComparisonRun): BulkMessage {
  return { kind: 'comparison', subscriptionId, startedAt, portion };
}

/** Goes through pages as long as there is time. @returns seconds to wait before it goes on; undefined: it has ended */
async function workOn(
  run: ComparisonRun,
  ports: ComparisonPorts,
  late: () => boolean,
): Promise<number | undefined> {
  while (run.phase !== 'closing') {
    if (run.phase === 'ended') return undefined;
    const failure = await steps[run.phase](run, ports);
    if (failure) return endOrWait(run, failure, ports);
    if (late()) return shortPause;
  }
  await closeComparison(run, ports);
  return undefined;
}

/** Trouble that passes is waited for; other trouble, or too much of it, ends the comparison: nothing is concluded from a part. */
async function endOrWait(
  run: ComparisonRun,
  failure: ReadFailure,
  ports: ComparisonPorts,
): Promise<number | undefined> {
  if (failure.kind !== 'throttled') run.failures += 1;
  if (isTransient(failure) && run.failures <= mostFailures) return Math.max(waitOf(failure), usualPause);
  await noteTrouble(run.subscriptionId, failureReason(failure), ports);
  run.phase = 'ended';
  return undefined;
}
