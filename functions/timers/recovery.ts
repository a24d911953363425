import { recoverPoisoned } from '../../src/assurance/poison-messages/index.ts';
import { recoverCrashed } from '../../src/monitoring/changes/index.ts';
import { publishFrom } from '../../src/notifications/publishing/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Every five minutes: finishes what a crash left, and looks after messages that failed too often. */
monitor.timer('recovery', {
  schedule: '0 */5 * * * *',
  handler: async (_timer, context) => {
    const { response, ports } = await appFor(context);
    const { oldest } = await recoverCrashed(ports);
    if (oldest !== undefined) await publishFrom(oldest, response.publish);
    await recoverPoisoned(ports);
  },
});
