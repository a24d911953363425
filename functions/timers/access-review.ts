import type { InvocationContext } from '@azure/functions';
import { purgeProfiles, reviewAccess } from '../../src/phi-access/access-review/index.ts';
import type { Depth } from '../../src/phi-access/access-review/index.ts';
import { watchSettings } from '../../src/phi-access/collection/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

async function review(depth: Depth, context: InvocationContext): Promise<void> {
  const { watching, ports } = await appFor(context);
  if (!watching.review) return;
  const reviewing = { ...watching.review, log: ports.log };
  await watchSettings(reviewing);
  await reviewAccess(depth, reviewing);
}

/** Every ten minutes but the last of the hour: who read PHI, by the rules that need no statistics. */
monitor.timer('access-review', {
  schedule: '0 3-43/10 * * * *',
  handler: (_timer, context) => review('rules', context),
});

/** Every hour: by all of them. */
monitor.timer('access-review-statistics', {
  schedule: '0 53 * * * *',
  handler: (_timer, context) => review('all', context),
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
