import { resourceGroupType } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { ArmCaller } from './arm-caller.ts';
import { pagesOf } from './pages.ts';
import { readResource, toResource } from './read-resource.ts';
import type { PageOutcome } from '../azure/index.ts';

/** 1,000 resources a page: more than a subscription may hold. */
const mostPages = 2_000;

interface ListingOptions {
  readonly caller: ArmCaller;
  readonly now: () => Date;
}

/**
 * The subscription, its resource groups and its resources, page by page. What fails is said where it stood, and the rest
 * is listed nevertheless.
 */
export async function* listSubscription(
  options: ListingOptions,
  subscriptionId: string,
): AsyncGenerator<PageOutcome> {
  const path = `/subscriptions/${subscriptionId}`;
  const itself = await readResource(options, path);
  if (itself.kind === 'gone') {
    yield notThere(itself.startedAt);
  } else {
    yield itself.kind === 'found' ? { kind: 'page', resources: [itself.resource] } : itself;
    yield* collection(options.caller, `${path}/resourceGroups`);
    yield* collection(options.caller, `${path}/resources`);
  }
}

/** Both collections belong to Microsoft.Resources and share the api-version of resource groups. */
async function* collection(caller: ArmCaller, path: string): AsyncGenerator<PageOutcome> {
  for await (const page of pagesOf(caller, path, resourceGroupType, mostPages)) {
    const { startedAt } = page;
    if (page.kind === 'gone') yield notThere(startedAt);
    else if (page.kind !== 'items') yield page;
    else {
      const resources = page.items.map((item) => toResource(item)).filter(isListed);
      yield { kind: 'page', resources };
      const lost = page.items.length - resources.length;
      if (lost > 0)
        yield { kind: 'malformed', startedAt, reason: `${lost} items of a page have no id or no type` };
    }
  }
}

/** Resource Manager also says "not found" of a subscription that the caller may not see. */
function notThere(startedAt: string): PageOutcome {
  return { kind: 'denied', startedAt, reason: 'the subscription is not there, or may not be seen' };
}

function isListed(resource: Resource | undefined): resource is Resource {
  return typeof resource?.id === 'string';
}
