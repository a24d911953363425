import { parseArgs } from 'node:util';
import type { SmokeOptions } from './ports.ts';

export const usage = `usage: npm run smoke:azure -- --subscription ID --resource-group RG [--write] [--only POLICY,POLICY] [--out FILE]
  Without --write it only reads. With it, RG must exist and be empty; all that is made there is deleted again.`;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Six at a time take well under an hour for all remedies, and stay far below the limits on writes. */
const workers = 6;

const watchSeconds = 300;

/** The options; or what is wrong with them. */
export function readSmokeOptions(
  given: readonly string[],
  now: Date,
): (SmokeOptions & { readonly out: string }) | string {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        subscription: { type: 'string' },
        'resource-group': { type: 'string' },
        write: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        out: { type: 'string' },
      },
    });
    const { subscription = '', 'resource-group': resourceGroup = '', write, only } = values;
    if (!guid.test(subscription)) return '--subscription must be the id of a subscription, a GUID';
    if (!/^[\w.()-]+$/.test(resourceGroup)) return '--resource-group must be the name of a resource group';
    const out = values.out ?? `smoke-azure-${now.toISOString().slice(0, 16).replaceAll(':', '')}.json`;
    const names = only.split(',').filter((name) => name !== '');
    return { subscriptionId: subscription, resourceGroup, write, only: names, workers, watchSeconds, out };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
