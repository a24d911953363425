/**
 * Event Grid's webhook, `/runtime/webhooks/EventGrid?functionName=NAME&code=KEY`, with both handshakes.
 * Sources: the extension's `HttpRequestProcessor.cs` (Azure/azure-sdk-for-net);
 * https://learn.microsoft.com/azure/event-grid/end-point-validation-cloud-events-schema
 */
import { z } from 'zod';
import type { AppFunction } from './core-module.ts';
import type { HttpAnswer, HttpCall } from './http-server.ts';
import type { InvocationInput } from './invoke.ts';
import { isDeeperThan, parseJson } from './json.ts';
import { describeError } from './log.ts';
import type { HostParts, TriggerKind } from './trigger-kind.ts';

const event = z.looseObject({});

const delivery = z.union([z.array(event), event.transform((one) => [one])]);

const validation = z.object({ validationCode: z.string() });

export const eventGridKind: TriggerKind = {
  types: ['eventGridTrigger'],
  start(functions, host) {
    const byName = new Map(functions.map((fn) => [fn.name, fn]));
    const handle = async (call: HttpCall): Promise<HttpAnswer> => {
      const name = call.url.searchParams.get('functionName') ?? '';
      const fn = byName.get(name);
      if (!fn) return { status: 404, body: `cannot find function: '${name}'` };
      return call.method === 'OPTIONS' ? allowOrigin(call) : receive(fn, call, host);
    };
    const path = '/runtime/webhooks/EventGrid';
    host.routes.add({
      methods: ['POST', 'OPTIONS'],
      path,
      level: 'system',
      keyName: 'eventgrid_extension',
      handle,
    });
    return { stop: async () => {} };
  },
  describe: (fn) => `/runtime/webhooks/EventGrid?functionName=${encodeURIComponent(fn.name)}`,
  manualInput: (_fn, input) => ({ data: { string: input } }),
};

async function receive(fn: AppFunction, call: HttpCall, host: HostParts): Promise<HttpAnswer> {
  switch (eventType(call)) {
    case 'subscriptionvalidation':
      return validate(call);
    case 'notification':
      return notify(fn, call, host);
    case 'unsubscribe':
      return { status: 202 };
    default:
      return { status: 400 };
  }
}

/** Event Grid always says what it sends; other senders of CloudEvents only by the content type. */
function eventType(call: HttpCall): string {
  const header = call.headers['aeg-event-type'];
  if (typeof header === 'string') return header.toLowerCase();
  return /^application\/cloudevents(-batch)?\+json/i.test(call.headers['content-type'] ?? '')
    ? 'notification'
    : '';
}

/** The CloudEvents handshake: asking with OPTIONS whether deliveries from an origin are welcome. */
function allowOrigin(call: HttpCall): HttpAnswer {
  const origin = call.headers['webhook-request-origin'];
  if (typeof origin !== 'string') return { status: 400 };
  return {
    status: 200,
    headers: { allow: 'POST', 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' },
  };
}

/** The handshake of the Event Grid schema: sending back the code of the first event. */
function validate(call: HttpCall): HttpAnswer {
  const data = eventsIn(call)?.[0]?.data;
  // In the CloudEvents schema the data is JSON within JSON.
  const parsed = validation.safeParse(typeof data === 'string' ? parseJson(data) : data);
  if (!parsed.success) return { status: 400 };
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ validationResponse: parsed.data.validationCode }),
  };
}

/** One invocation per event, all at once. One failure fails the delivery, and Event Grid sends all of it again. */
async function notify(fn: AppFunction, call: HttpCall, host: HostParts): Promise<HttpAnswer> {
  const events = eventsIn(call);
  if (!events) return { status: 400 };
  const outcomes = await Promise.all(events.map((one) => host.invoke(fn, eventInput(one))));
  const failed = outcomes.find((outcome) => !outcome.ok);
  return failed ? { status: 500, body: describeError(failed.error) } : { status: 202 };
}

function eventInput(one: z.infer<typeof event>): InvocationInput {
  return {
    data: { string: JSON.stringify(one) },
    triggerMetadata: one.data === undefined ? {} : { data: { json: JSON.stringify(one.data) } },
  };
}

/** The reader of Azure's extension (Newtonsoft.Json) goes no deeper: no function ever sees such a delivery. */
const mostLevels = 64;

/**
 * The events of a delivery: an array (Event Grid schema, CloudEvents batch) or a single object (CloudEvents). Azure's extension throws
 * for anything else and answers 500, which Event Grid tries again for a day; here it is 400 at once.
 */
function eventsIn(call: HttpCall): z.infer<typeof event>[] | undefined {
  const body = parseJson(call.body.toString('utf8'));
  if (isDeeperThan(body, mostLevels)) return undefined;
  const parsed = delivery.safeParse(body);
  return parsed.success ? parsed.data : undefined;
}
