import * as z from 'zod';
import { actorOf, boundedId, isOperationName } from '../../model/index.ts';
import type { ArmCaller } from './arm-caller.ts';
import type { ArmClient } from './arm-client.ts';
import { classifyAnswer } from './classify-answer.ts';
import { pagesOf } from './pages.ts';
import type { ActivityEntry, ActivityLog } from '../azure/index.ts';

/** The one version that there is. */
const apiVersion = '2015-04-01';

/** Entries of one operation on one resource are few; of a deployment, some hundreds. */
const mostPages = 20;

/** The mail address of the caller is none of them. https://learn.microsoft.com/azure/azure-monitor/essentials/rest-activity-log */
const fields = 'eventDataId,eventTimestamp,operationName,status,resourceId,claims,authorization';

const entry = z.object({
  eventDataId: z.string().min(1),
  eventTimestamp: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'must be a moment'),
  operationName: z.object({ value: z.string() }),
  status: z.object({ value: z.string() }),
  resourceId: z.string().min(1),
  claims: z.unknown(),
  authorization: z.unknown(),
});

/** Reads the Activity Log by correlation id. Claims are turned into ids here: names and mail addresses among them go no further. */
export function createActivityLog(client: ArmClient, now: () => Date): ActivityLog {
  return {
    async entries(subscriptionId, correlationId, from, to) {
      const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values`;
      // A time range and one condition: the service takes no two of them together.
      const [begin, end] = [from, to].map((time) => new Date(time).toISOString());
      const filter = `eventTimestamp ge '${begin}' and eventTimestamp le '${end}' and correlationId eq '${correlationId}'`;
      const caller = callerFor(client, { $filter: filter, $select: fields }, now);
      const found: ActivityEntry[] = [];
      let startedAt: string | undefined;
      for await (const page of pagesOf(caller, path, '', mostPages)) {
        if (page.kind !== 'items') return page;
        startedAt ??= page.startedAt;
        found.push(...page.items.flatMap((item) => entryOf(item) ?? []));
      }
      return { kind: 'read', startedAt: startedAt ?? now().toISOString(), value: found };
    },
  };
}

function callerFor(client: ArmClient, query: Readonly<Record<string, string>>, now: () => Date): ArmCaller {
  const send = async (url: URL) => classifyAnswer(await client.get(url));
  return {
    get(path) {
      const url = client.url(path, apiVersion);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return send(url);
    },
    async follow(link) {
      const url = URL.parse(link);
      if (url?.origin === client.origin) return send(url);
      return { kind: 'failed', startedAt: now().toISOString(), reason: 'the next page is on another host' };
    },
  };
}

/** Undefined: the operation did not succeed, or has only begun, or the entry is not as it should be and names nobody. */
function entryOf(item: unknown): ActivityEntry | undefined {
  const parsed = entry.safeParse(item);
  if (!parsed.success || parsed.data.status.value.toLowerCase() !== 'succeeded') return undefined;
  const { eventDataId, eventTimestamp, operationName, resourceId, claims, authorization } = parsed.data;
  if (!isOperationName(operationName.value)) return undefined;
  const actor = actorOf(claims, authorization);
  return {
    id: boundedId(eventDataId),
    time: new Date(eventTimestamp).toISOString(),
    operation: operationName.value,
    resourceId,
    ...(actor && { actor }),
  };
}
