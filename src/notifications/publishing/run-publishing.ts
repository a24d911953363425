import { Tries } from '../../platform/telemetry/index.ts';
import type { PendingPorts, PublishPorts } from './ports.ts';
import { createPublisher } from './publish-drifts.ts';
import { publishPending } from './publish-pending.ts';

/** Publishes drifts and then pending events, each minute. If one fails, the other is done all the same, and the run fails at its end. */
export function createPublishRun(): (ports: PublishPorts & PendingPorts) => Promise<void> {
  const publish = createPublisher();
  return async (ports) => {
    const tries = new Tries(ports.log);
    await tries.run('drifts', () => publish(ports));
    await tries.run('noted', () => publishPending(ports));
    tries.end();
  };
}
