import type { InvocationContext } from '@azure/functions';
import { app } from '../src/app.ts';
import type { App } from '../src/app.ts';
import type { Ports } from '../src/compliance/index.ts';
import { createLog } from '../src/telemetry/index.ts';

/** The app for one invocation: it writes to the log of that invocation. */
export async function appFor(context: InvocationContext): Promise<App & { readonly ports: Ports }> {
  const parts = await app();
  await parts.tenant.policies.upToDate();
  const log = createLog((level, line) => context[level](line));
  return { ...parts, ports: { ...parts.ports, log } };
}
