import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 20 });

export interface RawCall {
  readonly method: string;
  /** As it goes over the wire: nobody tidies it up, as a browser would. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The connection had been closed before the request came. */
class ClosedBefore extends Error {}

/** Sends a request as it is, and gives the answer as `fetch` would. */
export async function send(baseUrl: string, call: RawCall): Promise<Response> {
  try {
    return await sendOnce(baseUrl, call);
  } catch (error) {
    // On another connection, the host answers.
    if (error instanceof ClosedBefore) return sendOnce(baseUrl, call);
    throw error;
  }
}

function sendOnce(baseUrl: string, { method, path, headers = {}, body }: RawCall): Promise<Response> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        const empty = [204, 205, 304].includes(status);
        const given = Object.entries(answer.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: given }));
      });
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      reject(sent.reusedSocket && error.code === 'ECONNRESET' ? new ClosedBefore() : error);
    });
    sent.end(body);
  });
}
