import { mailOf, wordsOf } from '../index.ts';
import type { Channel } from '../outbox/index.ts';

export interface MailSettings {
  readonly from: string;
  readonly to: readonly string[];
}

/** Mail by SMTP. @param address `smtps://user:password@host:465`, a secret */
export function smtpChannel(address: string, { from, to }: MailSettings, timeZone: string): Channel {
  if (!/^smtps?:\/\//.test(address))
    throw new Error('the address of an smtp channel must begin with smtp:// or smtps://');
  return {
    limits: [
      { count: 30, seconds: 60 },
      { count: 100, seconds: 3_600 },
    ],
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
