import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estate, subscriptionId } from '@phiwatch/sample-hospital';
import { afterAll, beforeAll } from 'vitest';
import { startWorld } from '../../../dev/world.ts';
import type { World, WorldOptions } from '../../../dev/world.ts';
import { trustedCertificate } from '../../support/trusted-certificate.ts';
import { App } from './app.ts';
import { connectionTo, given, givenConnection } from './connection.ts';

const dist = join(import.meta.dirname, '../../../dist');

/** A world of the sample hospital that the test process trusts, with all that the app printed. */
export interface TestWorld extends World {
  readonly output: () => string;
}

/** Under one path for all: what node has compiled of it is of use for each process that starts it. */
const eager = join(import.meta.dirname, '../../../node_modules/.cache/phiwatch/eager');

/** The built app as it is, but that the host asks for messages more often. Made once for each build; several files may want it at once. */
async function eagerApp(): Promise<string> {
  const { mtimeMs } = await stat(join(dist, 'main.cjs'));
  const app = join(eager, String(Math.floor(mtimeMs)));
  if (existsSync(app)) return app;
  await mkdir(eager, { recursive: true });
  const made = await mkdtemp(`${app}-`);
  await cp(dist, made, { recursive: true, filter: (file) => !file.endsWith('.map') });
  const hostJson = await readFile(join(dist, 'host.json'), 'utf8');
  const changed = hostJson.replace(/("maxPollingInterval": )"[^"]+"/, '$1"00:00:00.5"');
  if (changed === hostJson) throw new Error('host.json sets no maxPollingInterval');
  await writeFile(join(made, 'host.json'), changed);
  // Whoever is second finds it there, and leaves its own.
  await rename(made, app).catch(() => rm(made, { recursive: true, force: true }));
  return app;
}

/** Nothing is delivered by itself: the tests tell of changes, so that they know when the app has heard of them. */
export async function startTestWorld(options: Partial<WorldOptions> = {}): Promise<TestWorld> {
  if (!existsSync(join(dist, 'main.cjs'))) throw new Error('dist/ is not built: run npm run build');
  const folder = await mkdtemp(join(tmpdir(), 'e2e-'));
  const cleanUp = (): Promise<void> => rm(folder, { recursive: true, force: true });
  let output = '';
  try {
    const world = await startWorld({
      folder,
      app: await eagerApp(),
      tls: trustedCertificate(),
      resources: estate(),
      subscriptionId,
      deliver: false,
      onOutput: (text) => {
        output += text;
      },
      ...options,
    });
    const stop = async (): Promise<void> => {
      await world.stop();
      await cleanUp();
    };
    return { ...world, output: () => output, stop };
  } catch (error) {
    await cleanUp();
    throw new Error(`The world did not start; the app printed:\n${output}`, { cause: error });
  }
}

/** One world for the tests of a file, or the app that APP_URL names. Its members are there once the tests run. */
export function useApp(): { readonly app: App } {
  let app: App | undefined;
  let world: TestWorld | undefined;
  beforeAll(async () => {
    world = given ? undefined : await startTestWorld();
    app = new App(world ? connectionTo(world) : givenConnection(process.env));
    await app.azure.noDelivery();
  });
  afterAll(async () => {
    await world?.stop();
  });
  return {
    get app() {
      if (!app) throw new Error('the app is there once the tests run');
      return app;
    },
  };
}

/** One world for the tests of a file, for what needs kills, faults of storage or moved time. */
export function useWorld(options: Partial<WorldOptions> = {}): {
  readonly app: App;
  readonly world: TestWorld;
} {
  let app: App | undefined;
  let world: TestWorld | undefined;
  beforeAll(async () => {
    if (given) return;
    world = await startTestWorld(options);
    app = new App(connectionTo(world));
  });
  afterAll(async () => {
    await world?.stop();
  });
  return {
    get app() {
      if (!app) throw new Error('the app is there once the tests run');
      return app;
    },
    get world() {
      if (!world) throw new Error('the world is there once the tests run');
      return world;
    },
  };
}
