import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from './world.ts';

export interface ForFunc {
  /** Path of the settings that `func start` reads in the folder of the built app. */
  readonly settingsFile: string;
  /** Path of the variables that the suite of test/e2e needs, for a shell to read. */
  readonly suiteFile: string;
  remove(): Promise<void>;
}

/** The address on which `func start` listens by default. */
const appUrl = 'http://localhost:7071';

/** Writes what another host needs to run the app in this world, and what the suite needs to test it there. */
export async function writeForFunc(world: World, app: string, folder: string): Promise<ForFunc> {
  const settingsFile = join(app, 'local.settings.json');
  const suiteFile = join(folder, 'e2e.env');
  const { azure, azurite, certificate, environment } = world;
  const settings = {
    IsEncrypted: false,
    Values: {
      FUNCTIONS_WORKER_RUNTIME: 'node',
      AzureWebJobsStorage: azurite.connectionString,
      ...environment,
    },
  };
  const suite = {
    APP_URL: appUrl,
    SIM_URL: azure.simUrl,
    SIM_SECRET: azure.simSecret,
    STORAGE_CONNECTION_STRING: azurite.connectionString,
    NODE_EXTRA_CA_CERTS: certificate,
    // The host itself is no Node: this is where it looks for certificates.
    SSL_CERT_FILE: certificate,
  };
  const ownersAlone = { mode: 0o600 };
  await writeFile(settingsFile, `${JSON.stringify(settings, null, 2)}\n`, ownersAlone);
  const lines = Object.entries(suite).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(suiteFile, lines.join(''), ownersAlone);
  return {
    settingsFile,
    suiteFile,
    async remove() {
      await rm(settingsFile, { force: true });
      await rm(suiteFile, { force: true });
    },
  };
}
