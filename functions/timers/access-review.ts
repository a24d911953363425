import { purgeProfiles, reviewDue } from '../../src/phi-access/access-review/index.ts';
import { watchSettings } from '../../src/phi-access/collection/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/**
 * Every ten minutes: who read PHI, by the rules that need no statistics, and once an hour by all of them. One timer: of a timer one run at
 * most is under way anywhere, and so the limits of Log Analytics, which hold for all instances together, hold within it.
 */
monitor.timer('access-review', {
  schedule: '0 3-53/10 * * * *',
  handler: async (_timer, context) => {
    const { watching, ports } = await appFor(context);
    if (!watching.review) return;
    const reviewing = { ...watching.review, log: ports.log };
    await watchSettings(reviewing);
    await reviewDue(reviewing);
  },
});

/** Every night: profiles are PHI, and what no baseline needs is removed. */
monitor.timer('access-purge', {
  schedule: '0 20 2 * * *',
  handler: async (_timer, context) => {
    const { watching, ports } = await appFor(context);
    if (!watching.review) return;
    const count = await purgeProfiles(watching.review);
    ports.log.info('Profiles that no baseline needs were removed', { count });
  },
});
