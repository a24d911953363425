import type { TokenCredential } from '@azure/core-auth';
import { mailOf, wordsOf } from '../index.ts';
import type { Channel } from '../outbox/index.ts';
import { meaningOf } from './post-json.ts';
import type { MailSettings } from './smtp.ts';

/** Mail by Azure Communication Services under a managed identity. It takes 30 mails a minute and 100 an hour. */
export function acsChannel(
  endpoint: string,
  credential: TokenCredential,
  { from, to, timeZone }: MailSettings & { readonly timeZone: string },
  now: () => Date,
): Channel {
  return {
    limits: [
      { count: 25, seconds: 60 },
      { count: 90, seconds: 3_600 },
    ],
    async send({ messages, repeat }) {
      // Loaded when the first mail is sent: it has no part in a cold start.
      const { EmailClient } = await import('./email-client.ts');
      const client = new EmailClient(endpoint, credential, { retryOptions: { maxRetries: 0 } });
      const { subject, text, html } = mailOf(wordsOf(messages, repeat, timeZone));
      try {
        const poller = await client.beginSend({
          senderAddress: from,
          recipients: { to: to.map((address) => ({ address })) },
          content: { subject, plainText: text, html },
        });
        const { status } = await poller.pollUntilDone();
        return status === 'Succeeded'
          ? { kind: 'sent' }
          : { kind: 'failed', reason: `the mail is ${status}` };
      } catch (error) {
        const { statusCode, response } = error as {
          statusCode?: number;
          response?: { headers?: { get(name: string): string | undefined } };
        };
        if (statusCode === undefined) return { kind: 'failed', reason: 'no answer of the mail service' };
        return meaningOf(statusCode, response?.headers?.get('retry-after'), now());
      }
    },
  };
}
