import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import drillRole from '../infra/drill-role.json' with { type: 'json' };
import restoreRole from '../infra/drill-restore-role.json' with { type: 'json' };
import role from '../infra/remediation-role.json' with { type: 'json' };
import type { Resource } from '../src/model/index.ts';
import { startAzurite } from './azurite.ts';
import type { Azurite } from './azurite.ts';
import {
  evidenceEnvironment,
  makeEvidenceKey,
  signerIdentity,
  startEvidenceStorage,
} from './evidence-storage.ts';
import type { EvidenceKey } from './evidence-storage.ts';
import { directory, drillIdentity, people, writerIdentity } from './people.ts';
import { hostProgram } from './programs.ts';
import { createProxy } from './proxy.ts';
import type { Proxy } from './proxy.ts';
import { startSinks } from './sinks/index.ts';
import type { Sinks } from './sinks/index.ts';
import { createLocalTime } from './time/index.ts';
import { createCertificate } from './tls.ts';
import type { Certificate } from './tls.ts';
import { apiAudience, pageClientId, startAzure } from '@phiwatch/azure-simulator';
import type { Azure, Grant, ImmutableBlobs } from '@phiwatch/azure-simulator';
import { startHostProcess } from '@phiwatch/functions-dev-host';
import type { HostProcess } from '@phiwatch/functions-dev-host';

/** The managed identity under which the app reads the simulated Azure. */
export const appIdentity = {
  oid: '5b0e3c8a-7f5d-4c1e-9a63-0d2f4b8e6c71',
  appid: 'c4d9a2f7-1b36-4e58-8f0a-7e3d5c9b2a14',
};

export interface WorldOptions {
  /** The folder that keys and the certificate are written to. */
  readonly folder: string;
  /** The built app: a folder with package.json and host.json. */
  readonly app: string;
  readonly resources: Iterable<Resource>;
  readonly subscriptionId: string;
  /** The number of hosts that run the app on the one store; default 1. With 0 the app is for others to run, by `environment`. */
  readonly hosts?: number;
  readonly port?: number;
  /** Default: Reader on the subscription, and nothing else. */
  readonly roles?: readonly Grant[];
  /** Folder of tables that the workspaces of Log Analytics serve; default: there is no Log Analytics. */
  readonly logs?: string;
  /** Milliseconds that the providers of the simulated Azure work on a write. */
  readonly settleMs?: number;
  /** Whether the simulated Azure refuses reads beyond the limits that Azure publishes; default false. */
  readonly throttled?: boolean;
  /** Settings of the app beside those that the world gives it. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether the simulated Event Grid delivers to the first host; default true. */
  readonly deliver?: boolean;
  /** Whether the app may write to the simulated Azure, by an identity of its own; default false. */
  readonly writer?: boolean;
  /** The recovery drills, under an identity of their own; default: there are none. */
  readonly drills?: LocalDrills;
  /** Whether the app has channels for messages, that arrive at the world's sinks; default false. */
  readonly channels?: boolean;
  /** Whether people can sign in to the page, and messages lead there; default false. */
  readonly page?: boolean;
  /** Whether there is a Blob Storage with immutability for evidence; default false. The app collects, and `signerIdentity` signs and locks. */
  readonly evidence?: boolean;
  /** Whether the hosts reach storage through a proxy that can hold and drop calls; default false. */
  readonly proxy?: boolean;
  /** Seconds after which a killed host's queue messages come again; default 2. Longer where time is moved in steps. */
  readonly messageLease?: number;
  /** Certificate of everything that speaks https; default: one of its own. */
  readonly tls?: Certificate;
  readonly onOutput?: (text: string) => void;
}

/** Ids of what drills work with. */
export interface LocalDrills {
  readonly group: string;
  readonly standing: readonly string[];
  readonly vaults: readonly string[];
}

/** Everything that a local run consists of: storage, a simulated Azure, and the app on one or more hosts. */
export interface World {
  readonly azure: Azure;
  readonly azurite: Azurite;
  /** The receivers of messages. */
  readonly sinks: Sinks;
  readonly hosts: readonly HostProcess[];
  /** The environment of the app: its settings, and the variables that its process needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** PEM, of everything that speaks https. */
  readonly certificate: string;
  /** Before storage, where one was asked for. */
  readonly proxy?: Proxy;
  /** The Blob Storage of evidence, where one was asked for. */
  readonly evidence?: ImmutableBlobs & { readonly key: EvidenceKey };
  /** Milliseconds since 1970, as the app, Azurite and the simulated Azure see it. */
  readonly now: () => number;
  /** Moves the time of all of them. */
  readonly moveTime: (ms: number) => void;
  /** Starts another host on the same store. */
  startHost(options?: HostOptions): Promise<HostProcess>;
  stop(): Promise<void>;
}

export interface HostOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** By how much its clock is ahead of the others', in milliseconds. */
  readonly skewMs?: number;
}

/** Brings a world up; what was started is stopped again where a later part fails. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { folder, subscriptionId } = options;
  await mkdir(folder, { recursive: true });
  const tls = options.tls ?? (await createCertificate());
  const certificate = join(folder, 'loopback.pem');
  await writeFile(certificate, tls.cert);
  const time = createLocalTime();
  const running: { stop(): Promise<unknown> }[] = [time];
  const stop = async (): Promise<void> => {
    for (const part of running.toReversed()) await part.stop();
  };
  const started = async <T extends { stop(): Promise<unknown> }>(part: Promise<T>): Promise<T> => {
    running.push(await part);
    return part;
  };
  try {
    const [azurite, azure, sinks] = await Promise.all([
      started(startAzurite({ tls, nodeArguments: time.nodeArguments() })),
      started(
        startAzure({
          resources: options.resources,
          tls,
          roles: options.roles ?? [
            { principal: appIdentity.oid, scope: `/subscriptions/${subscriptionId}`, actions: ['*/read'] },
            {
              principal: writerIdentity.oid,
              scope: `/subscriptions/${subscriptionId}`,
              actions: role.Actions,
            },
            ...(options.drills ? drillGrants(subscriptionId, options.drills) : []),
          ],
          identities: [appIdentity, writerIdentity, drillIdentity, signerIdentity],
          people,
          now: time.now,
          settleMs: options.settleMs ?? 0,
          throttled: options.throttled ?? false,
          ...(options.logs === undefined ? {} : { logs: options.logs }),
        }),
      ),
      started(startSinks()),
    ]);
    const proxy = options.proxy ? createProxy(tls) : undefined;
    if (proxy) running.push(proxy);
    const evidence = options.evidence
      ? await started(
          startEvidenceStorage({
            blobUrl: azurite.blobUrl,
            tls,
            tenantId: azure.tenantId,
            now: time.now,
            collector: appIdentity.oid,
          }),
        )
      : undefined;
    const key = evidence && (await makeEvidenceKey(folder));
    // The address of the page must be known before the host is.
    const port = options.page ? options.port || (await freePort()) : options.port;
    const environment = {
      STORAGE__tableServiceUri: await (proxy?.before(azurite.tableUrl) ?? azurite.tableUrl),
      STORAGE__queueServiceUri: await (proxy?.before(azurite.queueUrl) ?? azurite.queueUrl),
      SUBSCRIPTIONS: subscriptionId,
      AZURE_RESOURCE_MANAGER_ENDPOINT: azure.armUrl,
      ENTRA_TENANT_ID: azure.tenantId,
      API_AUDIENCE: apiAudience,
      // Tests and scripts ask every fraction of a second, as one caller.
      CALLS_PER_MINUTE: '100000',
      CHANGES_PER_MINUTE: '100000',
      // They move the clock by hours, too, and go on with a token.
      APPROVAL_TOKEN_MINUTES: '1680',
      ENTRA_AUTHORITY: azure.armUrl,
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
      IDENTITY_ENDPOINT: azure.msiUrl,
      IDENTITY_HEADER: azure.msiHeader,
      NODE_EXTRA_CA_CERTS: certificate,
      ...(options.writer && { REMEDIATION_CLIENT_ID: writerIdentity.appid }),
      ...(options.drills && drillEnvironment(options.drills)),
      ...(options.channels && sinks.settings),
      ...(options.page && {
        ACCESS_DIRECTORY: await writeDirectory(folder),
        PAGE_ADDRESS: `http://127.0.0.1:${port}/api/page`,
        PAGE_CLIENT_ID: pageClientId,
      }),
      ...(options.logs !== undefined && { LOG_ANALYTICS_ENDPOINT: azure.armUrl }),
      ...(evidence && key && evidenceEnvironment(await (proxy?.before(evidence.url) ?? evidence.url), key)),
      ...options.settings,
    };
    const hosts: HostProcess[] = [];
    const startHost = async ({ port, skewMs = 0 }: HostOptions = {}): Promise<HostProcess> => {
      const host = await started(
        startHostProcess({
          app: options.app,
          program: await hostProgram(),
          keysFile: join(folder, 'host-keys.json'),
          environment,
          messageLease: options.messageLease ?? 2,
          nodeArguments: time.nodeArguments(skewMs),
          ...(port === undefined ? {} : { port }),
          ...(options.onOutput ? { onOutput: options.onOutput } : {}),
        }),
      );
      hosts.push(host);
      return host;
    };
    // One after the other: the first makes the keys that all share.
    for (let i = 0; i < (options.hosts ?? 1); i += 1)
      await startHost(i === 0 && port !== undefined ? { port } : {});
    const [first] = hosts;
    if (first && options.deliver !== false) await azure.simulation.subscribe({ to: { url: webhook(first) } });
    return {
      azure,
      azurite,
      sinks,
      hosts,
      environment,
      certificate,
      ...(proxy && { proxy }),
      ...(evidence && key && { evidence: { ...evidence, key } }),
      now: time.now,
      moveTime: time.move,
      startHost,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The roles of the identity of drills, as docs/drills.md wants them assigned. */
function drillGrants(subscriptionId: string, { group, vaults }: LocalDrills): readonly Grant[] {
  const principal = drillIdentity.oid;
  return [
    { principal, scope: `/subscriptions/${subscriptionId}`, actions: ['*/read'] },
    { principal, scope: group, actions: drillRole.Actions },
    ...vaults.map((scope) => ({ principal, scope, actions: restoreRole.Actions })),
  ];
}

function drillEnvironment({ group, standing, vaults }: LocalDrills): Readonly<Record<string, string>> {
  return {
    DRILL_GROUP: group,
    DRILL_STANDING: standing.join(','),
    ...(vaults.length > 0 && { DRILL_VAULTS: vaults.join(',') }),
    DRILL_CLIENT_ID: drillIdentity.appid,
    PHI_SCOPES: group,
  };
}

/** Messages and the page name people by it. */
async function writeDirectory(folder: string): Promise<string> {
  const path = join(folder, 'directory.json');
  await writeFile(path, JSON.stringify(directory));
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Gives the address to which Event Grid delivers resource changes. */
export function webhook(host: HostProcess): string {
  const { eventgrid_extension: code } = host.keys.system;
  return `${host.url}/runtime/webhooks/EventGrid?functionName=resource-changed&code=${code}`;
}
