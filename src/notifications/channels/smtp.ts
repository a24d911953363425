import { mailOf, wordsOf } from '../index.ts';
import type { Channel, RateLimit } from '../outbox/index.ts';

/** The most mails in a minute, and in an hour. */
interface MailRates {
  readonly perMinute?: number;
  readonly perHour?: number;
}

export interface MailSettings extends MailRates {
  readonly from: string;
  readonly to: readonly string[];
}

const usualRates = { perMinute: 30, perHour: 100 };

export function mailLimits(
  { perMinute, perHour }: MailRates,
  usual: Required<MailRates>,
): readonly RateLimit[] {
  return [
    { count: perMinute ?? usual.perMinute, seconds: 60 },
    { count: perHour ?? usual.perHour, seconds: 3_600 },
  ];
}

/** Mail by SMTP. @param address `smtps://user:password@host:465`, a secret */
export function smtpChannel(
  address: string,
  { from, to, ...rates }: MailSettings,
  timeZone: string,
): Channel {
  if (!/^smtps?:\/\//.test(address))
    throw new Error('the address of an smtp channel must begin with smtp:// or smtps://');
  return {
    limits: mailLimits(rates, usualRates),
    async send({ messages, repeat }) {
      // Loaded when the first mail is sent: it has no part in a cold start.
      const { createTransport } = await import('./smtp-transport.ts');
      const transport = createTransport(address);
      try {
        await transport.sendMail({ from, to: [...to], ...mailOf(wordsOf(messages, repeat, timeZone)) });
        return { kind: 'sent' };
      } catch (error) {
        const code = (error as { responseCode?: number }).responseCode;
        const reason = code === undefined ? 'no answer of the mail server' : `SMTP ${code}`;
        return code !== undefined && code >= 500 ? { kind: 'refused', reason } : { kind: 'failed', reason };
      } finally {
        transport.close();
      }
    },
  };
}
