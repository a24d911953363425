import type { InvocationContext } from '@azure/functions';
import { app } from '../src/app/index.ts';
import type { App, AppPorts } from '../src/app/index.ts';
import type { WakePorts } from '../src/notifications/outbox/index.ts';
import { createLog } from '../src/platform/telemetry/index.ts';
import type { ResponsePorts } from '../src/response/responses/index.ts';

export type InvocationApp = App & {
  readonly ports: AppPorts;
  readonly responsePorts: ResponsePorts;
  readonly sending: WakePorts;
};

/** The app for one invocation, with the policies as they are now: it writes to the log of that invocation. */
export async function appFor(context: InvocationContext): Promise<InvocationApp> {
  const parts = await appAtTheDoor(context);
  await parts.tenant.policies.upToDate();
  return parts;
}

/**
 * The same for a call whose caller is not known yet: nothing is read for it, so that no stranger waits for the store, or keeps it
 * busy. Once the caller is known and allowed, `tenant.policies.upToDate()` makes it what {@link appFor} gives.
 */
export async function appAtTheDoor(context: InvocationContext): Promise<InvocationApp> {
  const parts = await app();
  const log = createLog((level, line) => context[level](line));
  return {
    ...parts,
    ports: { ...parts.ports, log },
    responsePorts: { ...parts.response.responses, log },
    sending: { ...parts.response.outbox, log },
  };
}
