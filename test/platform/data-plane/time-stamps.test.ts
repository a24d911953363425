import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTimeStamps } from '../../../src/platform/data-plane/index.ts';

const hash = 'a3'.repeat(32);
const hasOpenssl = canRun();

function canRun(): boolean {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
}

/** The configuration of an authority of our own. */
const configuration = `
[req]
distinguished_name = name
x509_extensions = signer
prompt = no
[name]
CN = Time stamps of the tests
[signer]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = ./serial
crypto_device = builtin
signer_cert = ./certificate.pem
certs = ./certificate.pem
signer_key = ./key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
`;

describe.runIf(hasOpenssl)('time stamps (openssl)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'time-stamps-'));
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  let server: Server;
  let service: string;
  let asked: (query: Buffer) => Buffer | number = () => 500;

  const reply = (query: Buffer): Buffer => {
    writeFileSync(join(folder, 'query.tsq'), query);
    openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query.tsq', '-out', 'reply.tsr');
    return readFileSync(join(folder, 'reply.tsr'));
  };

  beforeAll(async () => {
    writeFileSync(join(folder, 'tsa.cnf'), configuration);
    writeFileSync(join(folder, 'serial'), '01');
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
    openssl('req', '-x509', '-config', 'tsa.cnf', ...key, '-out', 'certificate.pem', '-days', '30');
    server = createServer((request, response) => {
      void (async () => {
        const answer = asked(await buffer(request));
        if (typeof answer === 'number') response.writeHead(answer).end();
        else response.end(answer);
      })();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    service = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const stamp = () => createTimeStamps({ service, timeout: 10_000 }).stamp(hash);

  test('are taken, and openssl agrees', async () => {
    asked = reply;
    writeFileSync(join(folder, 'taken.tsr'), await stamp());
    const said = openssl('ts', '-verify', '-digest', hash, '-in', 'taken.tsr', '-CAfile', 'certificate.pem');
    expect(String(said)).toContain('OK');
  });

  test('of another request are refused', async () => {
    let first: Buffer | undefined;
    asked = (query) => (first ??= reply(query));
    await stamp();
    await expect(stamp()).rejects.toThrow('another request');
  });

  test.each([
    ['an error', () => 503, 'answered 503'],
    ['nothing', () => Buffer.alloc(0), ''],
    ['something else', () => Buffer.from('{"granted": true}'), ''],
  ])('are refused where the service answers with %s', async (_, answer, why) => {
    asked = answer;
    await expect(stamp()).rejects.toThrow(why);
  });
});
