import { createHmac } from 'node:crypto';
import { wordsOf } from '../index.ts';
import type { Channel } from '../outbox/index.ts';
import { post } from './post-json.ts';

/**
 * JSON for a pager or a ticket system: `{repeat, messages: [{id, kind, severity, subject, title, text, content}]}`; `title` and `text` are ready to
 * be shown. Signed: the header
 * `x-phiwatch-signature` is `sha256=` and the HMAC-SHA256 in hex of `TIMESTAMP.BODY`, TIMESTAMP being the header `x-phiwatch-timestamp`
 * (seconds since 1970), so that what is old can be refused.
 * @throws Error where the address is no https address (but for this machine's own)
 */
export function webhookChannel(address: string, key: string, timeZone: string, now: () => Date): Channel {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.hostname !== '127.0.0.1'))
    throw new Error('the address of a webhook must be https');
  return {
    limits: [{ count: 60, seconds: 60 }],
    send({ messages, repeat }) {
      const body = JSON.stringify(webhookBody(messages, repeat, timeZone));
      const timestamp = String(Math.floor(now().getTime() / 1000));
      const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
      return post(url, body, now, {
        'x-phiwatch-timestamp': timestamp,
        'x-phiwatch-signature': `sha256=${signature}`,
      });
    },
  };
}

/** Renders messages for a machine: `title` and `text` are ready to be shown, `content` is as it was made. */
export function webhookBody(
  messages: Parameters<Channel['send']>[0]['messages'],
  repeat: boolean,
  timeZone: string,
): object {
  const rendered = messages.map((message) => {
    const { id, kind, severity, subject, content } = message;
    const { title, summary, lines } = wordsOf([message], repeat, timeZone);
    const text = [...(summary === undefined ? [] : [summary]), ...lines].join('\n');
    return { id, kind, severity, subject, title, text, content };
  });
  return { repeat, messages: rendered };
}
