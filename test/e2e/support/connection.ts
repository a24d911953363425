import type { World } from '../../../dev/world.ts';

/** Where the app and what surrounds it are reached: all that the suite knows of them. */
export interface Connection {
  readonly baseUrl: string;
  /** Keys of the host; `func start` asks for none. */
  readonly eventGridKey: string;
  readonly masterKey: string;
  /** Control API of the simulated Azure. */
  readonly simUrl: string;
  readonly simSecret: string;
  readonly storage: string;
}

/**
 * Whether the app that is tested was started by others: nothing can be killed then, and no time moved. Its address is
 * APP_URL, as Vitest sets BASE_URL for purposes of its own.
 */
export const given = URL.canParse(process.env['APP_URL'] ?? '');

/** From the environment: what `npm start -- --without-host` writes. @throws Error naming what is missing. */
export function givenConnection(environment: NodeJS.ProcessEnv): Connection {
  const need = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`${name} is not set; docs/testing.md says how to get it`);
    return value;
  };
  return {
    baseUrl: need('APP_URL'),
    eventGridKey: environment['EVENT_GRID_KEY'] ?? '',
    masterKey: environment['MASTER_KEY'] ?? '',
    simUrl: need('SIM_URL'),
    simSecret: need('SIM_SECRET'),
    storage: need('STORAGE_CONNECTION_STRING'),
  };
}

export function connectionTo(world: World, host = world.hosts[0]): Connection {
  if (!host) throw new Error('the world has no host');
  return {
    baseUrl: host.url,
    eventGridKey: host.keys.system.eventgrid_extension,
    masterKey: host.keys.master,
    simUrl: world.azure.simUrl,
    simSecret: world.azure.simSecret,
    storage: world.azurite.connectionString,
  };
}
