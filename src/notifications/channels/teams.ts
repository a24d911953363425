import { cardOf, wordsOf } from '../index.ts';
import type { Channel, DeliveryResult } from '../outbox/index.ts';
import { post } from './post-json.ts';

/** The hosts that an address may have: whoever writes it must not make the app call others. */
interface AllowedHosts {
  /** Ends of Microsoft's. */
  readonly ends: readonly string[];
  /** Others, with their ports. */
  readonly more: readonly string[];
}

/**
 * A Workflows webhook of Teams. Its address holds a signature and is a secret.
 * @throws Error where the address is none of an allowed host; the address is not in its message
 */
export function teamsChannel(
  address: string,
  hosts: AllowedHosts,
  timeZone: string,
  now: () => Date,
): Channel {
  const url = URL.parse(address);
  const allowed =
    url !== null &&
    (hosts.more.includes(url.host) ||
      (url.protocol === 'https:' && hosts.ends.some((host) => url.hostname.endsWith(host))));
  if (!allowed)
    throw new Error(
      'the address of a Teams channel must be https, of a Workflows webhook of this cloud, or of a host in TEAMS_HOSTS',
    );
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
