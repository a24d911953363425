import { randomUUID } from 'node:crypto';
import type { EventOptions } from './events.ts';

/**
 * The handshake that a webhook must stand before events come: a validation event, or OPTIONS for CloudEvents.
 * https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 * https://learn.microsoft.com/azure/event-grid/end-point-validation-cloud-events-schema
 * @param time ISO 8601.
 * @throws Error where the webhook does not validate.
 */
export async function shakeHands(
  url: string,
  name: string,
  schema: EventOptions['schema'],
  time: string,
): Promise<void> {
  if (schema === 'CloudEventSchemaV1_0') {
    const origin = 'eventgrid.azure.net';
    const response = await fetch(url, { method: 'OPTIONS', headers: { 'WebHook-Request-Origin': origin } });
    const allowed = response.headers.get('WebHook-Allowed-Origin');
    if (!response.ok || (allowed !== '*' && allowed !== origin))
      throw new Error(`the webhook did not validate: status ${response.status}, allowed origin ${allowed}`);
    return;
  }
  const validationCode = randomUUID();
  const event = {
    id: randomUUID(),
    topic: '/subscriptions',
    subject: '',
    data: {
      validationCode,
      validationUrl: `https://rp-eastus2.eventgrid.azure.net/validate?id=${validationCode}`,
    },
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: time,
    metadataVersion: '1',
    dataVersion: '2',
  };
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'aeg-event-type': 'SubscriptionValidation',
      'aeg-subscription-name': name.toUpperCase(),
    },
    body: JSON.stringify([event]),
  });
  const answer = (await response.json().catch(() => undefined)) as
    | { validationResponse?: string }
    | undefined;
  if (!response.ok || answer?.validationResponse !== validationCode)
    throw new Error(`the webhook did not validate: status ${response.status}`);
}
