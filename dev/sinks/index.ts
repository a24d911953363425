/** The receivers of the messages of a local run: a webhook of Teams, one of a pager, and a mail server. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import { SMTPServer } from 'smtp-server';

/** A message that arrived. */
export interface Arrived {
  readonly sink: 'teams' | 'webhook' | 'mail';
  /** The card, the body of the webhook, or the whole mail. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Sinks {
  readonly arrived: Arrived[];
  /** Settings by which the app has all three as channels. */
  readonly settings: Readonly<Record<string, string>>;
  /** The next requests of a sink are answered so, or refused by the mail server, before they are taken. */
  answer(sink: Arrived['sink'], answers: readonly Answer[]): void;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter?: number;
}

/** Teams refuses what is larger. */
const largestCard = 28_000;

/** A host that is killed breaks off what it was sending: that has not arrived, and is no trouble of the sinks. */
function brokenOff(): void {
  // Nothing is to be done.
}

export async function startSinks(): Promise<Sinks> {
  const arrived: Arrived[] = [];
  const answers = new Map<Arrived['sink'], Answer[]>();
  const planOf = (sink: Arrived['sink']): Answer | undefined => answers.get(sink)?.shift();

  const takePost = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sink = request.url?.startsWith('/teams') ? 'teams' : 'webhook';
    const body = await text(request);
    const tooLarge = sink === 'teams' && Buffer.byteLength(body) > largestCard;
    const planned = planOf(sink) ?? (tooLarge ? { status: 413 } : undefined);
    if (!planned || planned.status < 300) arrived.push({ sink, body, headers: request.headers });
    response.statusCode = planned?.status ?? 202;
    if (planned?.retryAfter !== undefined) response.setHeader('retry-after', planned.retryAfter);
    response.end();
  };
  const takeMail = async (stream: Readable): Promise<void> => {
    const body = await text(stream);
    const planned = planOf('mail');
    if (planned && planned.status >= 400)
      throw Object.assign(new Error('refused'), { responseCode: planned.status });
    arrived.push({ sink: 'mail', body, headers: {} });
  };

  const web = createServer((request, response) => void takePost(request, response).catch(brokenOff));
  web.listen(0, '127.0.0.1');
  await new Promise((resolve) => web.once('listening', resolve));

  const mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => callbackify(takeMail)(stream, done),
  });
  mail.on('error', brokenOff);
  await new Promise<void>((resolve) => mail.listen(0, '127.0.0.1', resolve));

  const webPort = (web.address() as AddressInfo).port;
  const mailPort = (mail.server.address() as AddressInfo).port;
  const from = 'phiwatch@lakeside.example';
  return {
    arrived,
    settings: {
      ALERT_CHANNELS: JSON.stringify({
        teams: { kind: 'teams', url: 'TEAMS_URL' },
        mail: { kind: 'smtp', url: 'SMTP_URL', from, to: ['compliance@lakeside.example'] },
        pager: { kind: 'webhook', url: 'PAGER_URL', key: 'PAGER_KEY' },
      }),
      TEAMS_HOSTS: `127.0.0.1:${webPort}`,
      TEAMS_URL: `http://127.0.0.1:${webPort}/teams?sig=local`,
      PAGER_URL: `http://127.0.0.1:${webPort}/webhook`,
      PAGER_KEY: 'a key for local runs',
      SMTP_URL: `smtp://127.0.0.1:${mailPort}?ignoreTLS=true`,
    },
    answer: (sink, planned) => void answers.set(sink, [...planned]),
    async stop() {
      web.closeAllConnections();
      await new Promise((resolve) => web.close(resolve));
      await new Promise<void>((resolve) => mail.close(() => resolve()));
    },
  };
}
