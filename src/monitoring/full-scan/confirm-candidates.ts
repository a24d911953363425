import { concurrently } from '../../base/index.ts';
import { namespaceOf, resourceGroupOf, resourceTypeOf } from '../../model/index.ts';
import type { Task } from '../../model/index.ts';
import { evaluateResource, scanChange } from '../changes/index.ts';
import type { Gaps } from '../evaluation/index.ts';
import type { FullScanPorts } from './ports.ts';

/** The candidates being confirmed, and the results so far. */
export interface Confirming {
  readonly scanId: string;
  /** When the scan began, by the clock of the host that began it: for what needs no more than a day or an hour. */
  readonly startedAt: string;
  /** Whether what cannot be read now is left to the queue, for it was tried often enough. */
  readonly last: boolean;
  readonly gaps: Gaps;
  confirmed: number;
  /** Not confirmed yet: so many, after so many seconds, and why. */
  waiting: { count: number; seconds: number; reason: string };
  /** Providers that asked for a longer pause, by namespace: they are not asked again in this run. */
  readonly held: Set<string>;
}

/** Reads at the same time: enough to keep the budgets busy. */
const atOnce = 16;

/** A pause longer than this is not waited for while other work can be done. */
const longPauseSeconds = 30;

/** Reads and evaluates each of them as after an event, so that what differs becomes a drift and what is gone is closed. */
export async function confirmCandidates(
  targets: readonly string[],
  state: Confirming,
  ports: FullScanPorts,
): Promise<void> {
  const own = { ...ports, reader: ports.scanReader };
  await concurrently(targets, atOnce, async (target) => {
    const provider = namespaceOf(resourceTypeOf(target));
    if (state.held.has(provider)) {
      await putAside(taskOf(target, state), 0, state, ports);
      return;
    }
    const outcome = await evaluateResource(taskOf(target, state), own);
    if (outcome.kind !== 'waiting') {
      state.confirmed += 1;
      state.gaps.addAll(outcome.gaps ?? []);
      const { again } = outcome;
      if (again) await ports.queue.send({ kind: 'task', task: again.task }, again.delaySeconds);
      return;
    }
    const seconds = outcome.again?.delaySeconds ?? 0;
    if (seconds > longPauseSeconds) state.held.add(provider);
    await putAside(outcome.again?.task ?? taskOf(target, state), seconds, state, ports);
  });
}

/** Counts what could not be confirmed now; at the last try, the queue takes it over, which never gives up. */
async function putAside(task: Task, seconds: number, state: Confirming, ports: FullScanPorts): Promise<void> {
  if (state.last) {
    await ports.queue.send({ kind: 'task', task }, Math.max(seconds, state.waiting.seconds));
    state.gaps.add('unconfirmed', resourceGroupOf(task.target) ?? task.target, 1, state.waiting.reason);
    return;
  }
  const { waiting } = state;
  waiting.count += 1;
  if (seconds > waiting.seconds) waiting.seconds = seconds;
  if (waiting.reason === '')
    waiting.reason = `${namespaceOf(resourceTypeOf(task.target))} does not answer for now`;
}

function taskOf(target: string, { scanId, startedAt }: Confirming): Task {
  return { target, change: scanChange(scanId, target, startedAt), attempt: 0 };
}
