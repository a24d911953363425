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

interface TargetParts {
  readonly credential: TokenCredential;
  readonly now: () => Date;
  /** The audiences of tokens in the cloud. */
  readonly audiences: { readonly eventGrid: string; readonly ingestion: string };
}

/** Creates the targets that the settings name. Their clients are loaded with the first event, and so have no part in a cold start. */
export function createTargets(
  { topic, table }: PublishSettings,
  { credential, now, audiences }: TargetParts,
): readonly Target[] {
  const targets: Target[] = [];
  if (topic !== undefined)
    targets.push({
      name: 'topic',
      send: (facts) =>
        attempt(async () => {
          const { EventGridPublisherClient } = await import('./event-grid-client.ts');
          const client = new EventGridPublisherClient(
            topic,
            'CloudEvent',
            forScope(`${audiences.eventGrid}/.default`, credential),
            {
              retryOptions,
            },
          );
          await client.send(facts.map(eventOf));
        }, now),
    });
  if (table !== undefined)
    targets.push({
      name: 'table',
      send: (facts) =>
        attempt(async () => {
          const { LogsIngestionClient } = await import('./ingestion-client.ts');
          const client = new LogsIngestionClient(table.endpoint, credential, {
            audience: audiences.ingestion,
            retryOptions,
          });
          await client.upload(table.rule, table.stream, facts.map(rowOf));
        }, now),
    });
  return targets;
}

/** Asks for tokens of another scope: the client of Event Grid knows that of the public cloud alone. */
function forScope(scope: string, credential: TokenCredential): TokenCredential {
  return { getToken: (_scopes, options) => credential.getToken(scope, options) };
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
