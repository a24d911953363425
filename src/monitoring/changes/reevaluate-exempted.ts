import { plusSeconds } from '../../base/index.ts';
import type { RecordVersion, Task } from '../../model/index.ts';
import { resourceGroupOf, subscriptionOf } from '../../model/index.ts';
import type { Exemption } from '../../records/index.ts';
import { covers } from '../../records/index.ts';
import type { ChangePorts } from './ports.ts';
import { sendAll } from './task-queue.ts';

type Needs = Pick<ChangePorts, 'store' | 'queue' | 'clock' | 'marginSeconds'>;

/**
 * Puts on the queue all that an exemption covers, and of which its policies say something: it has begun, ended or been taken
 * back. No event tells of that.
 */
export async function reevaluateExempted(
  { id, version, value }: RecordVersion<Exemption>,
  { store, queue, clock, marginSeconds }: Needs,
): Promise<void> {
  const time = clock.now().toISOString();
  const tasks: Task[] = [];
  for await (const current of store.list(listingOf(value.scope))) {
    if (current.gone || !covers(value.scope, current.resourceId)) continue;
    const concerned = Object.entries(current.states).some(
      ([name, state]) =>
        // What it no longer names is still exempt by it until it is evaluated.
        state.exemption === id || (value.policies.includes(name) && state.state !== 'NotApplicable'),
    );
    if (!concerned) continue;
    const trigger = { kind: 'exemption', exemptionId: id, version } as const;
    const change = { resourceId: current.resourceId, time, trigger };
    // Nothing has changed in Azure: no replica has to catch up.
    tasks.push({ target: current.resourceId, change, attempt: 0, due: plusSeconds(time, -marginSeconds) });
  }
  await sendAll(tasks, queue);
}

/** The resource group or subscription whose current states are gone through. */
export function listingOf(scope: string): string {
  return resourceGroupOf(scope) ?? subscriptionOf(scope) ?? scope;
}
