/**
 * Mail by Azure Communication Services, as its REST API describes it: a mail is accepted with 202 and sent by an operation, which is looked
 * up by the id that the caller gave. https://learn.microsoft.com/rest/api/communication/email/email/send
 * The reference does not promise that a second request with the same id is no second mail, so that here it is one.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Certificate } from '../tls.ts';

type MailStatus = 'Running' | 'Succeeded' | 'Failed' | 'Canceled';

/** A mail that was accepted. */
export interface AcceptedMail {
  readonly operation: string;
  readonly subject: string;
  readonly to: readonly string[];
}

export interface MailService {
  /** `https://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly accepted: readonly AcceptedMail[];
  /** Requests in their order: `POST`, or `GET`. */
  readonly requests: readonly string[];
  /** The course of operations: what the look-ups of each show, the last for ever. Default: it succeeds at once. */
  course: readonly MailStatus[];
  /** The next sendings are answered so, and not accepted; or `lost`: accepted, and the connection breaks before the answer. */
  readonly answers: (number | 'lost')[];
  stop(): Promise<void>;
}

interface Operation {
  looks: number;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function startMailService(tls: Certificate): Promise<MailService> {
  const accepted: AcceptedMail[] = [];
  const requests: string[] = [];
  const operations = new Map<string, Operation>();
  const statusOf = ({ looks }: Operation) => service.course[Math.min(looks, service.course.length) - 1];

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const url = new URL(request.url ?? '/', service.endpoint);
    requests.push(request.method ?? '');
    const answer = (status: number, value: object, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(value));
    };
    const refuse = (status: number, code: string): void =>
      answer(status, { error: { code, message: code } }, { 'x-ms-error-code': code, 'retry-after': '7' });
    if (!request.headers.authorization?.startsWith('Bearer ')) return refuse(401, 'Denied');
    if (!url.searchParams.has('api-version')) return refuse(400, 'MissingApiVersion');
    if (request.method === 'GET') {
      const id = url.pathname.replace('/emails/operations/', '').toLowerCase();
      const found = operations.get(id);
      if (!found) return refuse(404, 'EmailOperationNotFound');
      found.looks += 1;
      const status = statusOf(found) ?? 'Succeeded';
      return answer(200, { id, status }, status === 'Running' ? { 'retry-after': '3' } : {});
    }
    if (request.method !== 'POST' || url.pathname !== '/emails:send') return refuse(404, 'NotFound');
    const planned = service.answers.shift();
    if (typeof planned === 'number') return refuse(planned, planned === 429 ? 'TooManyRequests' : 'Refused');
    const given = request.headers['operation-id'];
    const operation = (typeof given === 'string' ? given : randomUUID()).toLowerCase();
    if (!guid.test(operation)) return refuse(400, 'InvalidOperationId');
    const { content, recipients } = JSON.parse(body) as {
      content: { subject: string };
      recipients: { to: { address: string }[] };
    };
    accepted.push({ operation, subject: content.subject, to: recipients.to.map(({ address }) => address) });
    operations.set(operation, { looks: 0 });
    if (planned === 'lost') return void request.socket.destroy();
    const location = `${service.endpoint}/emails/operations/${operation}?api-version=${url.searchParams.get('api-version')}`;
    answer(202, { id: operation, status: 'Running' }, { 'operation-location': location, 'retry-after': '3' });
  };

  const server = createServer(tls, (request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service: MailService = {
    endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    requests,
    course: ['Succeeded'],
    answers: [],
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}
