import type { TokenCredential } from '@azure/core-auth';
import { meaningOf } from '../channels/index.ts';
import type { DeliveryResult } from '../outbox/index.ts';
import { eventOf, rowOf } from './integration-event.ts';
import type { Target } from './types.ts';

export interface PublishSettings {
  /** `https://TOPIC.REGION-1.eventgrid.azure.net/api/events`, of the schema CloudEvents 1.0. */
  readonly topic?: string;
  /** The table that gets rows by the Logs Ingestion API. */
  readonly table?: {
    /** Address of the data collection rule or endpoint. */
    readonly endpoint: string;
    /** Immutable id of the data collection rule: `dcr-...`. */
    readonly rule: string;
    readonly stream: string;
  };
}

/** Names of the targets that the settings have. */
export function targetNames({ topic, table }: PublishSettings): readonly string[] {
  return [...(topic === undefined ? [] : ['topic']), ...(table === undefined ? [] : ['table'])];
}

/** Creates the targets that the settings name. Their clients are loaded with the first event, and so have no part in a cold start. */
export function createTargets(
  { topic, table }: PublishSettings,
  credential: TokenCredential,
  now: () => Date,
): readonly Target[] {
  const targets: Target[] = [];
  if (topic !== undefined)
    targets.push({
      name: 'topic',
      send: (facts) =>
        attempt(async () => {
          const { EventGridPublisherClient } = await import('./event-grid-client.ts');
          const client = new EventGridPublisherClient(topic, 'CloudEvent', credential, { retryOptions });
          await client.send(facts.map(eventOf));
        }, now),
    });
  if (table !== undefined)
    targets.push({
      name: 'table',
      send: (facts) =>
        attempt(async () => {
          const { LogsIngestionClient } = await import('./ingestion-client.ts');
          const client = new LogsIngestionClient(table.endpoint, credential, { retryOptions });
          await client.upload(table.rule, table.stream, facts.map(rowOf));
        }, now),
    });
  return targets;
}

/** Tried again from where it stands, not by the clients. */
const retryOptions = { maxRetries: 0 };

async function attempt(send: () => Promise<void>, now: () => Date): Promise<DeliveryResult> {
  try {
    await send();
    return { kind: 'sent' };
  } catch (error) {
    const { statusCode, response, errors } = error as {
      statusCode?: number;
      response?: { headers?: { get(name: string): string | undefined } };
      /** The errors of the ingestion client: one for each part that it sent. */
      errors?: readonly { cause?: { statusCode?: number } }[];
    };
    const status = statusCode ?? errors?.[0]?.cause?.statusCode;
    if (status === undefined) return { kind: 'failed', reason: 'no answer' };
    return meaningOf(status, response?.headers?.get('retry-after'), now());
  }
}
