import { recoverCrashed } from '../../src/monitoring/changes/index.ts';
import { publishFrom } from '../../src/notifications/publishing/index.ts';
import { appFor } from '../invocation.ts';
import { judging } from '../parts.ts';

/** Every five minutes: finishes what a crash left. */
judging.timer('sweep', {
  schedule: '0 */5 * * * *',
  handler: async (_timer, context) => {
    const { answers, ports } = await appFor(context);
    const { oldest } = await recoverCrashed(ports);
    if (oldest !== undefined) await publishFrom(oldest, answers.publish);
  },
});
