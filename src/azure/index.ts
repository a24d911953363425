import type { TokenCredential } from '@azure/core-auth';
import type { ResourceType } from '../controls/types.ts';
import { createArmClient } from './arm-client.ts';
import { createCaller } from './caller.ts';
import { clouds } from './clouds.ts';
import { createHoldOff } from './hold-off.ts';
import { listSubscription } from './listing.ts';
import { readResource } from './read.ts';
import { readRelated } from './related.ts';
import type { AzureReader } from './types.ts';

export { clouds } from './clouds.ts';
export type { Cloud, CloudName } from './clouds.ts';
export { parentOf, parseResourceId, resourceTypeOf, scopeOf } from './resource-id.ts';
export type { ResourceId } from './resource-id.ts';
export type * from './types.ts';

export interface AzureReaderOptions {
  /** Of Azure Resource Manager: `https://management.azure.com`. https alone: a token goes with every call. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** How each resource type is read, by its lower-case name. */
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly now?: () => Date;
  /** For one call, the token included. Default: 10. */
  readonly timeoutSeconds?: number;
  /** Scope to ask a token for. Default: that of the public cloud. */
  readonly scope?: string;
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed?: () => number;
}

/** Reads Azure through Resource Manager. It only ever sends GET. */
export function createAzureReader(options: AzureReaderOptions): AzureReader {
  const {
    endpoint,
    credential,
    types,
    now = () => new Date(),
    timeoutSeconds = 10,
    scope = clouds.AzureCloud.scope,
    elapsed = () => performance.now(),
  } = options;
  const client = createArmClient({ endpoint, credential, scope, timeoutSeconds, now, elapsed });
  const caller = createCaller({
    client,
    holdOff: createHoldOff(now),
    now,
    apiVersionOf: (type) => types.get(type.toLowerCase())?.apiVersion,
  });
  const isExtension = (type: string): boolean => types.get(type.toLowerCase())?.kind === 'extension';
  return {
    get: (resourceId) => readResource({ caller, now }, resourceId),
    related: (query) => readRelated({ caller, now, isExtension }, query),
    list: (subscriptionId) => listSubscription({ caller, now }, subscriptionId),
  };
}
