import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Certificate } from '../../../dev/tls.ts';
import { trustedCertificate } from '../../support/trusted-certificate.ts';

/** Rows of the four columns of figures; a number is that of a refusal. */
export type SqlReply =
  | readonly (readonly [string, bigint, string | null, Date | null, patient: string])[]
  | number
  | 'hang';

interface FakeSqlServer {
  readonly port: number;
  readonly tokens: string[];
  readonly batches: string[];
  /** Connections that the client has not closed. */
  readonly open: ReadonlySet<Socket>;
  behavior: {
    encrypts: boolean;
    certificate?: Certificate;
    /** The number of a refused login. */
    refusal?: number;
    reply: SqlReply;
  };
}

const [preLogin, batch, login, attention, answer] = [0x12, 0x01, 0x10, 0x06, 0x04];

/** A SQL Server of one login and batches. https://learn.microsoft.com/openspecs/windows_protocols/ms-tds */
export function useSqlServer(): FakeSqlServer {
  let server: Server;
  const sockets = new Set<Socket>();
  const fake: FakeSqlServer & { port: number } = {
    port: 0,
    tokens: [],
    batches: [],
    open: sockets,
    behavior: { encrypts: true, reply: 'hang' },
  };
  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
      serve(socket, fake);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    fake.port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    fake.tokens.length = 0;
    fake.batches.length = 0;
    fake.behavior = { encrypts: true, reply: 'hang' };
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return fake;
}

/** The first messages are of the handshake, which TLS has two of each way; then TLS has the socket for itself. */
function serve(socket: Socket, fake: FakeSqlServer): void {
  const { encrypts, certificate = trustedCertificate() } = fake.behavior;
  const [inner, outer] = duplexPair();
  const secure = new TLSSocket(inner, { isServer: true, maxVersion: 'TLSv1.2', ...certificate });
  secure.on('error', () => undefined);
  onMessages(secure, (type, body) => {
    for (const reply of repliesTo(type, body, fake)) secure.write(packet(answer, reply));
  });
  let flights = 0;
  const stop = onMessages(socket, (_type, body) => {
    if (flights === 0) socket.write(packet(answer, handshake(encrypts)));
    else outer.write(body);
    flights += 1;
  });
  let flight: Buffer[] = [];
  let timer: NodeJS.Timeout | undefined;
  const collect = (chunk: Buffer) => {
    flight.push(chunk);
    clearTimeout(timer);
    timer = setTimeout(() => {
      socket.write(packet(preLogin, Buffer.concat(flight)));
      flight = [];
      if (flights < 3) return;
      stop();
      outer.off('data', collect);
      socket.pipe(outer).pipe(socket);
    }, 10);
  };
  outer.on('data', collect);
}

/** Calls back with each whole message. */
function onMessages(stream: Duplex, take: (type: number, body: Buffer) => void): () => void {
  let buffer = Buffer.alloc(0);
  let body: Buffer[] = [];
  const read = (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    while (buffer.length >= 8 && buffer.length >= buffer.readUInt16BE(2)) {
      const [type = 0, status = 0] = buffer;
      const end = buffer.readUInt16BE(2);
      body.push(buffer.subarray(8, end));
      buffer = buffer.subarray(end);
      if ((status & 1) === 0) continue;
      take(type, Buffer.concat(body));
      body = [];
    }
  };
  stream.on('data', read);
  return () => stream.off('data', read);
}

function packet(type: number, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(type, 0);
  header.writeUInt8(1, 1);
  header.writeUInt16BE(body.length + 8, 2);
  return Buffer.concat([header, body]);
}

/** The version, and whether all is encrypted. */
function handshake(encrypts: boolean): Buffer {
  return Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 12, 0, 0, 0, 0, 0, encrypts ? 1 : 2]);
}

function repliesTo(type: number, body: Buffer, fake: FakeSqlServer): readonly Buffer[] {
  const { refusal, reply } = fake.behavior;
  if (type === login) {
    fake.tokens.push(...(body.toString('utf16le').match(/token-\d/g) ?? []));
    return [refusal === undefined ? Buffer.concat([loggedIn(), done()]) : refused(refusal)];
  }
  // What is canceled is ended, and then it is said that it was canceled.
  if (type === attention) return [...(reply === 'hang' ? [done()] : []), done(0x20)];
  if (type !== batch) return [];
  const text = body.subarray(body.readUInt32LE(0)).toString('utf16le');
  if (/^\s*set /i.test(text)) {
    fake.batches.push(...(text.match(/set textsize \d+/i) ?? []));
    return [done()];
  }
  fake.batches.push(text);
  if (reply === 'hang') return [];
  return [typeof reply === 'number' ? refused(reply) : Buffer.concat([table(reply), done()])];
}

function loggedIn(): Buffer {
  const version = Buffer.from([0x74, 0, 0, 4]);
  const body = Buffer.concat([u8(1), version, shortText('Microsoft SQL Server'), Buffer.from([12, 0, 0, 0])]);
  // The token is acknowledged by nothing more.
  const acknowledged = Buffer.concat([u8(0xae), u8(2), u32(0), u8(0xff)]);
  return Buffer.concat([u8(0xad), u16(body.length), body, acknowledged]);
}

function refused(number: number): Buffer {
  const message = Buffer.from("Login failed for user 'Mira Quillfeather'.", 'utf16le');
  const body = Buffer.concat([
    u32(number),
    u8(1),
    u8(16),
    u16(message.length / 2),
    message,
    shortText('server'),
    shortText(''),
    u32(1),
  ]);
  return Buffer.concat([u8(0xaa), u16(body.length), body, done(2)]);
}

function done(status = 0): Buffer {
  return Buffer.concat([u8(0xfd), u16(status), u16(0), u32(0), u32(0)]);
}

function table(rows: Exclude<SqlReply, number | string>): Buffer {
  const text = Buffer.concat([u8(0xe7), u16(512), Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34])]);
  const columns = [
    ['table_name', text],
    ['row_count', Buffer.from([0x26, 8])],
    ['checksum', text],
    ['changed_at', Buffer.from([0x2a, 3])],
    ['patient', text],
  ] as const;
  const described = columns.map(([name, type]) => Buffer.concat([u32(0), u16(1), type, shortText(name)]));
  const values = rows.map(([name, count, checksum, changed, patient]) =>
    Buffer.concat([
      u8(0xd1),
      longText(name),
      u8(8),
      u32(Number(count)),
      u32(0),
      longText(checksum),
      changed ? Buffer.concat([u8(7), time(changed)]) : u8(0),
      longText(patient),
    ]),
  );
  return Buffer.concat([u8(0x81), u16(columns.length), ...described, ...values]);
}

/** Milliseconds of the day, and days since the year 1. */
function time(date: Date): Buffer {
  const day = 24 * 3600 * 1000;
  const days = Math.floor(date.getTime() / day) + 719_162;
  return Buffer.concat([u32(date.getTime() % day), u32(days).subarray(0, 3)]);
}

function longText(value: string | null): Buffer {
  if (value === null) return u16(0xffff);
  const bytes = Buffer.from(value, 'utf16le');
  return Buffer.concat([u16(bytes.length), bytes]);
}

function shortText(value: string): Buffer {
  return Buffer.concat([u8(value.length), Buffer.from(value, 'utf16le')]);
}

function u8(value: number): Buffer {
  return Buffer.from([value]);
}

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
