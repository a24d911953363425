import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Certificate } from '../../../dev/tls.ts';
import { trustedCertificate } from '../../support/trusted-certificate.ts';

/** A column's name and the id of its type, and rows as texts; a text is the code of a refusal, and nothing is no answer. */
export type PostgresqlReply =
  | {
      readonly columns: readonly (readonly [string, number])[];
      readonly rows: readonly (readonly (string | null)[])[];
    }
  | string
  | undefined;

interface FakePostgresql {
  readonly port: number;
  /** Parameters of the sessions. */
  readonly started: Readonly<Record<string, string>>[];
  readonly passwords: string[];
  readonly queries: string[];
  /** Connections that the client has not closed. */
  readonly open: ReadonlySet<Socket>;
  behavior: {
    /** Whether it has TLS; without it nothing secret may come. */
    tls: boolean;
    certificate?: Certificate;
    /** The code of a refused login. */
    refusal?: string;
    reply: PostgresqlReply;
  };
}

/** A PostgreSQL of one login and simple queries. https://www.postgresql.org/docs/current/protocol-message-formats.html */
export function usePostgresql(): FakePostgresql {
  let server: Server;
  const sockets = new Set<Socket>();
  const fake: FakePostgresql & { port: number } = {
    port: 0,
    started: [],
    passwords: [],
    queries: [],
    open: sockets,
    behavior: { tls: true, reply: undefined },
  };
  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(fake.behavior.tls ? 'S' : 'N');
        if (!fake.behavior.tls) return;
        const { certificate = trustedCertificate() } = fake.behavior;
        const secure = new TLSSocket(socket, { isServer: true, ...certificate });
        secure.on('error', () => undefined);
        serve(secure, fake);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    fake.port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    for (const list of [fake.started, fake.passwords, fake.queries]) list.length = 0;
    fake.behavior = { tls: true, reply: undefined };
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return fake;
}

function serve(socket: TLSSocket, fake: FakePostgresql): void {
  let buffer = Buffer.alloc(0);
  let isStarted = false;
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const at = isStarted ? 1 : 0;
      if (buffer.length < at + 4 || buffer.length < at + buffer.readInt32BE(at)) return;
      const end = at + buffer.readInt32BE(at);
      const [type, body] = [
        isStarted ? String.fromCharCode(buffer[0] ?? 0) : 'start',
        buffer.subarray(at + 4, end),
      ];
      buffer = buffer.subarray(end);
      isStarted = true;
      socket.write(answerTo(type, body, fake));
    }
  });
}

function answerTo(type: string, body: Buffer, fake: FakePostgresql): Buffer {
  const { refusal, reply } = fake.behavior;
  const text = body.toString('utf8').replace(/\0$/, '');
  switch (type) {
    case 'start': {
      const words = body.subarray(4).toString('utf8').split('\0');
      const pairs = Array.from({ length: Math.floor(words.length / 2) }, (_, n) => [
        words[2 * n],
        words[2 * n + 1],
      ]);
      fake.started.push(Object.fromEntries(pairs) as Record<string, string>);
      return message('R', int32(3));
    }
    case 'p':
      fake.passwords.push(text);
      return refusal === undefined
        ? Buffer.concat([message('R', int32(0)), message('Z', Buffer.from('I'))])
        : refused('FATAL', refusal);
    case 'Q':
      fake.queries.push(text);
      if (reply === undefined) return Buffer.alloc(0);
      return Buffer.concat([
        typeof reply === 'string' ? refused('ERROR', reply) : table(reply),
        message('Z', Buffer.from('I')),
      ]);
    default:
      return Buffer.alloc(0);
  }
}

function table({ columns, rows }: Exclude<PostgresqlReply, string | undefined>): Buffer {
  const described = columns.map(([name, type]) =>
    Buffer.concat([
      Buffer.from(`${name}\0`),
      int32(0),
      int16(0),
      int32(type),
      int16(-1),
      int32(-1),
      int16(0),
    ]),
  );
  const values = rows.map((cells) =>
    message(
      'D',
      int16(cells.length),
      ...cells.flatMap((cell) =>
        cell === null ? [int32(-1)] : [int32(Buffer.byteLength(cell)), Buffer.from(cell)],
      ),
    ),
  );
  return Buffer.concat([
    message('T', int16(columns.length), ...described),
    ...values,
    message('C', Buffer.from(`SELECT ${rows.length}\0`)),
  ]);
}

function refused(severity: string, code: string): Buffer {
  return message('E', Buffer.from(`S${severity}\0C${code}\0Mno entry for Mira Quillfeather\0\0`));
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}
