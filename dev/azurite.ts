import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { azuriteProgram } from './programs.ts';
import type { Certificate } from './tls.ts';

/** The account that every Azurite knows, with its published key. https://learn.microsoft.com/azure/storage/common/storage-connect-azurite */
export const azuriteAccount = {
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
} as const;

export interface AzuriteOptions {
  /** Folder that keeps the data. Default: in memory, gone at the end. */
  readonly location?: string;
  /** Serves https and accepts bearer tokens (issuer, audience and expiry are checked, signatures are not). Default: http, key only. */
  readonly tls?: Certificate;
  /** Fixed ports. Default: free ones. */
  readonly ports?: { readonly blob: number; readonly queue: number; readonly table: number };
  /** Accounts instead of the usual one, with its key: each is empty and apart from the others. */
  readonly accounts?: readonly string[];
  /** Further arguments of the Node that runs it: `--import FILE`. */
  readonly nodeArguments?: readonly string[];
}

/** The addresses of an account. */
export interface AzuriteAddresses {
  /** With the account: `https://127.0.0.1:PORT/devstoreaccount1`. */
  readonly tableUrl: string;
  readonly queueUrl: string;
  readonly blobUrl: string;
  readonly connectionString: string;
}

export interface Azurite extends AzuriteAddresses {
  readonly pid: number;
  /** The addresses of another of its accounts. */
  account(name: string): AzuriteAddresses;
  /** Ends it in order, so that what is in `location` is whole. */
  stop(): Promise<void>;
}

/** Azurite has no way of its own to notice that who started it is gone. */
const endWithParent = import.meta.resolve('@phiwatch/functions-dev-host/end-with-parent');

/** Starts Azurite as a child process and returns once all three services listen on loopback. */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const own = await mkdtemp(join(tmpdir(), 'azurite-'));
  const child = spawn(process.execPath, await commandLine(options, own), {
    cwd: own,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      ...(options.accounts && {
        AZURITE_ACCOUNTS: options.accounts.map((name) => `${name}:${azuriteAccount.key}`).join(';'),
      }),
    },
  });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exited;
    await rm(own, { recursive: true, force: true });
  };
  try {
    const urls = await listening(child);
    const account = (name: string): AzuriteAddresses => addressesOf(urls, name);
    return { ...account(options.accounts?.[0] ?? azuriteAccount.name), account, pid: child.pid!, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addressesOf(urls: ReadonlyMap<string, string>, name: string): AzuriteAddresses {
  const url = (service: string): string => `${urls.get(service)}/${name}`;
  const [blobUrl, queueUrl, tableUrl] = [url('blob'), url('queue'), url('table')];
  const connectionString = [
    `DefaultEndpointsProtocol=${tableUrl.split(':')[0]}`,
    `AccountName=${name}`,
    `AccountKey=${azuriteAccount.key}`,
    `BlobEndpoint=${blobUrl}`,
    `QueueEndpoint=${queueUrl}`,
    `TableEndpoint=${tableUrl}`,
  ].join(';');
  return { tableUrl, queueUrl, blobUrl, connectionString };
}

async function commandLine(options: AzuriteOptions, own: string): Promise<string[]> {
  const { location, tls, ports = { blob: 0, queue: 0, table: 0 }, nodeArguments = [] } = options;
  const services = Object.entries(ports).flatMap(([service, port]) => [`--${service}Port`, String(port)]);
  // Azurite knows fewer api-versions than the SDKs send: the check must be off.
  const flags = ['--silent', '--disableTelemetry', '--skipApiVersionCheck', ...services];
  if (location) {
    await mkdir(location, { recursive: true });
    flags.push('--location', location);
  } else {
    flags.push('--inMemoryPersistence');
  }
  if (tls) {
    const [cert, key] = [join(own, 'cert.pem'), join(own, 'key.pem')];
    await Promise.all([writeFile(cert, tls.cert), writeFile(key, tls.key, { mode: 0o600 })]);
    flags.push('--oauth', 'basic', '--cert', cert, '--key', key);
  }
  return ['--import', endWithParent, ...nodeArguments, await azuriteProgram(), ...flags];
}

/** Waits for the line with which each service says where it listens. */
async function listening(child: ChildProcess): Promise<Map<string, string>> {
  const urls = new Map<string, string>();
  const said: string[] = [];
  const closed = once(child, 'close');
  child.stderr!.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  for await (const line of createInterface({ input: child.stdout! })) {
    said.push(line);
    const found = /Azurite (\w+) service is successfully listening at (http\S+)/.exec(line);
    if (found) urls.set(found[1]!.toLowerCase(), found[2]!);
    if (urls.size === 3) {
      // Keep both pipes flowing: a full one would stall the server.
      child.stdout!.resume();
      child.stderr!.removeAllListeners('data').resume();
      return urls;
    }
  }
  // What it says on the other pipe may come last.
  await closed;
  throw new Error(`Azurite ended before it listened:\n${said.join('\n')}`);
}
