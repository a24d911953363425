import { Tries } from '../../platform/telemetry/index.ts';
import type { PendingPorts, PublishPorts } from './ports.ts';
import { createPublisher } from './publish-drifts.ts';
import { publishPending } from './publish-pending.ts';

/** What is done each minute: drifts, then what was noted. If one fails, the other is done all the same, and the run fails in the end. */
export function createPublishRun(): (ports: PublishPorts & PendingPorts) => Promise<void> {
  const publish = createPublisher();
  return async (ports) => {
    const tries = new Tries(ports.log);
    await tries.run('drifts', () => publish(ports));
    await tries.run('noted', () => publishPending(ports));
    tries.end();
  };
}
