import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenCredential } from '@azure/core-auth';
import { mailOf, wordsOf } from '../index.ts';
import type { Channel, DeliveryResult } from '../outbox/index.ts';
import { createMailService } from './mail-service.ts';
import type { Standing } from './mail-service.ts';
import { mailLimits } from './smtp.ts';
import type { MailSettings } from './smtp.ts';

interface MailTiming {
  readonly now: () => Date;
  /** Aborts when a try has taken too long: the lease on the channel would end. */
  readonly signal?: () => AbortSignal;
  /** Resolves after so many milliseconds. @throws where the signal aborts */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** The longest try, in seconds; the lease on a channel lasts 120. */
const longestSeconds = 90;

/**
 * The mails that are sent by default. The service takes 30 a minute and 100 an hour of a domain of one's own, and less of one that Azure manages.
 * https://learn.microsoft.com/azure/communication-services/concepts/service-limits#email
 */
const usualRates = { perMinute: 25, perHour: 90 };

/**
 * Mail by Azure Communication Services under a managed identity. A mail is sent once: a sending that was begun is looked up by its id before
 * anything is sent again.
 */
export function acsChannel(
  endpoint: string,
  credential: TokenCredential,
  { from, to, timeZone, ...rates }: MailSettings & { readonly timeZone: string },
  { now, signal = usualSignal, wait = usualWait }: MailTiming,
): Channel {
  const service = createMailService(endpoint, credential, now);
  return {
    limits: mailLimits(rates, usualRates),
    async send({ messages, repeat, operation, begun }) {
      const limit = signal();
      try {
        let standing: Standing = begun ? await service.look(operation, limit) : { kind: 'unknown' };
        if (standing.kind === 'unknown') {
          const { subject, text, html } = mailOf(wordsOf(messages, repeat, timeZone));
          const recipients = { to: to.map((address) => ({ address })) };
          const content = { subject, plainText: text, html };
          standing = await service.send({ senderAddress: from, recipients, content }, operation, limit);
        }
        while (standing.kind === 'running') {
          await wait(standing.retryAfterSeconds * 1000, limit);
          standing = await service.look(operation, limit);
        }
        return resultOf(standing);
      } catch {
        const reason = limit.aborted
          ? `the mail service has not finished within ${longestSeconds} s`
          : 'no answer of the mail service';
        return { kind: 'failed', reason };
      }
    },
  };
}

function resultOf(standing: Exclude<Standing, { kind: 'running' }>): DeliveryResult {
  switch (standing.kind) {
    case 'untold':
      return standing.result;
    case 'unknown':
      return { kind: 'failed', reason: 'the mail service does not know the mail that it accepted' };
    default:
      return standing.status === 'Succeeded'
        ? { kind: 'sent' }
        : { kind: 'failed', reason: `the mail is ${standing.status}`, over: true };
  }
}

function usualSignal(): AbortSignal {
  return AbortSignal.timeout(longestSeconds * 1000);
}

function usualWait(milliseconds: number, signal: AbortSignal): Promise<unknown> {
  return sleep(milliseconds, undefined, { signal });
}
