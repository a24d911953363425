/**
 * host.json, as far as this host follows it. Every part has Azure's default, so the file may be absent.
 * See https://learn.microsoft.com/azure/azure-functions/functions-host-json
 */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { LogLevel } from './core-types.ts';
import { hubNameOf } from './durable/hub-name.ts';
import type { Environment } from './settings.ts';

const logLevels = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'] as const;

const logLevel = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(z.enum(logLevels));

/** `[d.]hh:mm:ss[.fraction]`, in milliseconds. */
const timeSpan = z
  .string()
  .regex(/^(\d+\.)?\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?$/, 'must be a time span like 00:00:30')
  .transform((text) => {
    const [clock = '', days = '0'] = text.split(/\.(?=\d{1,2}:)/).toReversed();
    const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
    return (((Number(days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  });

const queues = z
  .object({
    maxPollingInterval: timeSpan.default(60_000),
    visibilityTimeout: timeSpan.default(0),
    batchSize: z.int().min(1).max(32).default(16),
    newBatchThreshold: z.int().min(0).optional(),
    maxDequeueCount: z.int().min(1).default(5),
    messageEncoding: z.enum(['base64', 'none']).default('base64'),
  })
  .prefault({});

/** https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-bindings#host-json */
const durableTask = z
  .object({
    hubName: z.string().optional(),
    storageProvider: z.object({ connectionName: z.string().default('AzureWebJobsStorage') }).prefault({}),
  })
  .prefault({});

const hostJson = z.object({
  logging: z.object({ logLevel: z.record(z.string(), logLevel).prefault({}) }).prefault({}),
  extensions: z
    .object({ http: z.object({ routePrefix: z.string().default('api') }).prefault({}), queues, durableTask })
    .prefault({}),
});

export interface QueueSettings {
  /** Milliseconds. */
  maxPollingInterval: number;
  /** Milliseconds that a message stays hidden after a failure. */
  visibilityTimeout: number;
  batchSize: number;
  /** The next batch is fetched when no more than so many messages are being worked on. */
  newBatchThreshold: number;
  maxDequeueCount: number;
  messageEncoding: 'base64' | 'none';
}

export interface DurableSettings {
  readonly hubName: string;
  /** Name, or prefix, of the settings that say where the storage account is. */
  readonly connectionName: string;
}

export interface HostConfig {
  /** Without slashes at its ends; may be empty. */
  routePrefix: string;
  queues: QueueSettings;
  durable: DurableSettings;
  logLevels: Readonly<Record<string, LogLevel>>;
}

/** @throws Error naming the file and what is wrong in it. */
export function readHostConfig(path: string, environment: Environment): HostConfig {
  return parseHostConfig(existsSync(path) ? readFileSync(path, 'utf8') : '{}', environment, path);
}

export function parseHostConfig(text: string, environment: Environment, path = 'host.json'): HostConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not JSON`, { cause });
  }
  const parsed = hostJson.safeParse(json);
  if (!parsed.success) throw new Error(`${path} is not valid:\n${z.prettifyError(parsed.error)}`);
  const { logging, extensions } = parsed.data;
  return {
    routePrefix: extensions.http.routePrefix.replace(/^\/+|\/+$/g, ''),
    queues: {
      ...extensions.queues,
      newBatchThreshold: extensions.queues.newBatchThreshold ?? Math.floor(extensions.queues.batchSize / 2),
    },
    durable: {
      hubName: hubNameOf(extensions.durableTask.hubName, environment),
      connectionName: extensions.durableTask.storageProvider.connectionName,
    },
    logLevels: logging.logLevel,
  };
}
