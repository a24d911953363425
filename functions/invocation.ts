import type { InvocationContext } from '@azure/functions';
import { app } from '../src/app.ts';
import type { App } from '../src/app.ts';
import type { Ports } from '../src/compliance/index.ts';
import type { OutboxPorts } from '../src/outbox/index.ts';
import type { ResponsePorts } from '../src/responses/index.ts';
import { createLog } from '../src/telemetry/index.ts';

/** The app for one invocation: it writes to the log of that invocation. */
export async function appFor(
  context: InvocationContext,
): Promise<
  App & { readonly ports: Ports; readonly answering: ResponsePorts; readonly sending: OutboxPorts }
> {
  const parts = await app();
  await parts.tenant.policies.upToDate();
  const log = createLog((level, line) => context[level](line));
  return {
    ...parts,
    ports: { ...parts.ports, log },
    answering: { ...parts.answers.responses, log },
    sending: { ...parts.answers.outbox, log },
  };
}
