import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the app got it. */
export interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
}

/** An app on loopback that answers as a test says. */
export interface FakeApp {
  readonly url: string;
  readonly asked: Asked[];
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  stop(): Promise<void>;
}

export async function startApp(): Promise<FakeApp> {
  const server = createServer((request, response) => {
    app.asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    app.answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const app: FakeApp = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer: (_, response) => response.writeHead(404).end(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return app;
}

/** Answers with JSON by path and query; anything else is not there. */
export function json(answers: Readonly<Record<string, unknown>>, status = 200): FakeApp['answer'] {
  return ({ url = '' }, response) => {
    const found = Object.hasOwn(answers, url);
    response
      .writeHead(found ? status : 404, { 'content-type': 'application/json' })
      .end(JSON.stringify(found ? answers[url] : { title: 'Not there', status: 404 }));
  };
}
