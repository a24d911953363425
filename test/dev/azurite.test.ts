import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';
import { expect, it } from 'vitest';
import { startAzurite } from '../../dev/azurite.ts';

const http = { allowInsecureConnection: true };

it('keeps what was written in its folder over a restart', async () => {
  const location = await mkdtemp(join(tmpdir(), 'azurite-test-'));
  const first = await startAzurite({ location });
  const table = TableClient.fromConnectionString(first.connectionString, 'Saved', http);
  await table.createTable();
  await table.createEntity({ partitionKey: 'p', rowKey: 'r', text: 'here' });
  await first.stop();
  const second = await startAzurite({ location });
  try {
    const again = TableClient.fromConnectionString(second.connectionString, 'Saved', http);
    expect(await again.getEntity('p', 'r')).toMatchObject({ text: 'here' });
  } finally {
    await second.stop();
    await rm(location, { recursive: true });
  }
});

it('ends with the process that started it, even where that is killed', async () => {
  const module = JSON.stringify(new URL('../../dev/azurite.ts', import.meta.url).href);
  const script = `const { startAzurite } = await import(${module}); console.log((await startAzurite()).tableUrl);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const socket = connect(Number(new URL(line.toString().trim()).port), '127.0.0.1');
  await once(socket, 'connect');
  // One whole exchange: a server that ends closes what is idle.
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await once(socket, 'data');
  const closed = once(socket, 'close');
  parent.kill('SIGKILL');
  await expect(closed).resolves.toBeDefined();
});

it('says why it did not start', async () => {
  await expect(startAzurite({ nodeArguments: ['--no-such-argument'] })).rejects.toThrow('no-such-argument');
});
