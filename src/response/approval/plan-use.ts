import { counted } from '../../base/index.ts';
import type { LostUse } from '../../model/index.ts';
import { mostAddresses } from '../../phi-access/anomalies/index.ts';
import type { RecentUse } from '../../phi-access/anomalies/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import type { Plan } from '../remediation/index.ts';
import type { ResponsePorts } from '../responses/index.ts';

/** Words for a use, after "calls": whoever approves has to know what exactly was counted. */
const words: Readonly<Record<LostUse, { readonly counted: string; readonly beyond: string }>> = {
  'by-key': {
    counted: 'signed by an account key or a SAS',
    beyond:
      'The logs cover blobs, not files, queues and tables. A SAS that Entra ID has signed (user delegation) keeps working.',
  },
  anonymous: { counted: 'without signing in', beyond: '' },
  'public-address': {
    counted: 'from public addresses',
    beyond:
      'Where a caller had public and other addresses in one hour, all its calls of that hour count. A rule, or the bypass for trusted Azure services, may still let some of them in.',
  },
};

/**
 * A plan with how much the use that it ends was made of in the last seven days. It is no part of what an approval is for; what cannot
 * be read holds no plan up.
 */
export async function withRecentUse(
  plan: Plan,
  resourceId: string,
  { remediation, recentUse, log }: Pick<ResponsePorts, 'remediation' | 'recentUse' | 'log'>,
): Promise<Plan> {
  const remedy = remediation.policies.policy(plan.policy)?.remedy;
  const use = remedy?.kind === 'patch' ? remedy.ends : undefined;
  if (use === undefined) return plan;
  if (!recentUse) return { ...plan, recentUse: 'unknown: access logs are not connected' };
  try {
    return { ...plan, recentUse: describeUse(await recentUse(resourceId, use), use) };
  } catch (error) {
    log.warn('The recent use of a resource could not be looked up', {
      resourceId,
      reason: describeError(error),
    });
    return { ...plan, recentUse: 'unknown: the logs could not be read' };
  }
}

function describeUse(found: RecentUse | undefined, use: LostUse): string {
  if (!found) return 'unknown: no access log of the last seven days covers this resource';
  const { calls, addresses, last, since, until } = found;
  const known = `since ${since} (logs read until ${until})`;
  const { counted: how, beyond } = words[use];
  const from = addresses < mostAddresses ? counted(addresses, 'address', 'addresses') : 'many addresses';
  const said =
    last === undefined
      ? `no call ${how} ${known}.`
      : `${counted(calls, 'call')} ${how} (from ${from}) ${known}; the last at ${last}.`;
  return [said, beyond].filter(Boolean).join(' ');
}
