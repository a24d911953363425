import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as send } from 'node:https';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { SignJWT } from 'jose';
import type { BlobAnswer, BlobRequest } from './blob-message.ts';
import type { Caller } from './caller.ts';

/** The way to Azurite. */
export interface AzuriteCaller {
  /** Passes a request on as it came; a token is replaced by one of our own, which Azurite accepts at any time. */
  forward(request: BlobRequest, caller: Caller): Promise<BlobAnswer>;
  /** Asks Azurite on our own account. @param target path and query */
  ask(method: 'GET' | 'HEAD' | 'PUT', target: string): Promise<BlobAnswer>;
  stop(): void;
}

/** Makes the way to the Azurite at an origin, which must speak https and accept tokens (`--oauth basic`). @param ca PEM of its certificate */
export async function azuriteCaller(origin: string, ca: string): Promise<AzuriteCaller> {
  const agent = new Agent({ keepAlive: true, ca });
  const authorization = `Bearer ${await ownToken()}`;
  const call = async (
    method: string,
    target: string,
    headers: OutgoingHttpHeaders,
    body?: Buffer,
  ): Promise<BlobAnswer> => {
    const onward = send(new URL(target, origin), { method, headers, agent });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 502, headers: keptOf(answer), body: await buffer(answer) };
  };
  return {
    forward: ({ method, target, headers, body }, caller) =>
      call(method, target, caller === 'account-key' ? headers : { ...headers, authorization }, body),
    ask: (method, target) => call(method, target, { authorization, 'x-ms-version': '2021-12-02' }),
    stop: () => agent.destroy(),
  };
}

/** Headers that are about one connection are not passed on. */
function keptOf({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const {
    connection: _connection,
    'keep-alive': _keepAlive,
    'transfer-encoding': _encoding,
    ...kept
  } = headers;
  return kept;
}

/** Azurite looks at issuer, audience and times alone; the clocks of the two need not agree. */
async function ownToken(): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('https://sts.windows.net/00000000-0000-0000-0000-000000000000/')
    .setAudience('https://storage.azure.com')
    .setIssuedAt(0)
    .setNotBefore(0)
    .setExpirationTime('200y')
    .sign(randomBytes(32));
}
