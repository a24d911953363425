import type { InvocationContext } from '@azure/functions';
import { app } from '../src/app/index.ts';
import type { App, AppPorts } from '../src/app/index.ts';
import type { WakePorts } from '../src/notifications/outbox/index.ts';
import { createLog } from '../src/platform/telemetry/index.ts';
import type { ResponsePorts } from '../src/response/responses/index.ts';

/** The app for one invocation: it writes to the log of that invocation. */
export async function appFor(
  context: InvocationContext,
): Promise<
  App & { readonly ports: AppPorts; readonly responsePorts: ResponsePorts; readonly sending: WakePorts }
> {
  const parts = await app();
  await parts.tenant.policies.upToDate();
  const log = createLog((level, line) => context[level](line));
  return {
    ...parts,
    ports: { ...parts.ports, log },
    responsePorts: { ...parts.response.responses, log },
    sending: { ...parts.response.outbox, log },
  };
}
