/** Loads a v4 function app: the files that `main` of its package.json names, then its `appStart` hooks. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { CoreModule } from './core-module.ts';
import { describeError } from './log.ts';

const packageJson = z.object({ main: z.string().min(1) });

/**
 * @param appDirectory folder with package.json; its `main` is a file or a glob (braces too), CommonJS or ESM.
 * @param core the installed core module, which must be the first to see the registrations.
 * @throws Error saying which file could not be loaded and why; in Azure, too, this stops the app.
 */
export async function loadApp(appDirectory: string, core: CoreModule): Promise<void> {
  const directory = resolve(appDirectory);
  const { main } = readPackage(join(directory, 'package.json'));
  const files = globSync(main, { cwd: directory }).toSorted();
  if (files.length === 0)
    throw new Error(`No file matches "main": "${main}" of package.json in ${directory}. Is the app built?`);
  for (const file of files) {
    try {
      await import(pathToFileURL(join(directory, file)).href);
    } catch (cause) {
      throw new Error(`The app's entry file ${file} could not be loaded: ${describeError(cause)}`, { cause });
    }
  }
  const hookData = {};
  for (const hook of core.hooks('appStart'))
    await hook({ hookData, appHookData: core.appHookData, functionAppDirectory: directory });
  const model = core.model();
  if (!model) throw new Error(`The app in ${directory} registers no function (is it on the v4 model?)`);
  const capabilities = (await model.getCapabilities?.({})) ?? {};
  if ('HttpUri' in capabilities)
    throw new Error('app.setup({ enableHttpStream: true }) is not supported by this host');
  core.lock();
}

function readPackage(path: string): z.infer<typeof packageJson> {
  try {
    return packageJson.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Error(
      `${path} must be there and name the app's entry files in "main": ${describeError(cause)}`,
      {
        cause,
      },
    );
  }
}
