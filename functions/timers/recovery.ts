import { recoverPoisoned } from '../../src/assurance/poison-messages/index.ts';
import { recoverCrashed, recoverUnmarked } from '../../src/monitoring/changes/index.ts';
import { upkeepScans } from '../../src/monitoring/full-scan/index.ts';
import { publishFrom } from '../../src/notifications/publishing/index.ts';
import { Tries } from '../../src/platform/telemetry/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Every five minutes: finishes what a crash left of changes and scans, and looks after messages that failed too often. */
monitor.timer('recovery', {
  schedule: '0 */5 * * * *',
  handler: async (_timer, context) => {
    const { response, ports } = await appFor(context);
    const tries = new Tries(ports.log);
    await tries.run('changes', async () => {
      const { oldest } = await recoverCrashed(ports);
      if (oldest !== undefined) await publishFrom(oldest, response.publish);
    });
    await tries.run('poison messages', () => recoverPoisoned(ports));
    await tries.run('scans', () => upkeepScans(ports));
    tries.end();
  },
});

/** Every night: what an older version left without a mark. */
monitor.timer('recovery-unmarked', {
  schedule: '0 40 2 * * *',
  handler: async (_timer, context) => {
    const { response, ports } = await appFor(context);
    const { oldest } = await recoverUnmarked(ports);
    if (oldest !== undefined) await publishFrom(oldest, response.publish);
  },
});
