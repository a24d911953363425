import { cardOf, wordsOf } from '../index.ts';
import type { Channel, DeliveryResult } from '../outbox/index.ts';
import { post } from './post-json.ts';

/** Hosts of Workflows webhooks; whoever writes the address must not make the app call others. */
const hosts = ['.logic.azure.com', '.environment.api.powerplatform.com'];

/**
 * A Workflows webhook of Teams. Its address holds a signature and is a secret.
 * @param moreHosts allowed beside Microsoft's
 * @throws Error where the address is none of an allowed host; the address is not in its message
 */
export function teamsChannel(
  address: string,
  moreHosts: readonly string[],
  timeZone: string,
  now: () => Date,
): Channel {
  const url = URL.parse(address);
  const allowed =
    url !== null &&
    (moreHosts.includes(url.host) ||
      (url.protocol === 'https:' && hosts.some((host) => url.hostname.endsWith(host))));
  if (!allowed) throw new Error('the address of a Teams channel must be https, of a Workflows webhook');
  return {
    // More than four requests in a second are throttled; below that with room to spare.
    limits: [
      { count: 2, seconds: 1 },
      { count: 60, seconds: 60 },
    ],
    async send({ messages, repeat }): Promise<DeliveryResult> {
      const delivery = await post(url, JSON.stringify(cardOf(wordsOf(messages, repeat, timeZone))), now);
      if (delivery.kind !== 'refused') return delivery;
      return {
        ...delivery,
        reason: `${delivery.reason}: the flow may be off, or belong to somebody who has left`,
      };
    },
  };
}
