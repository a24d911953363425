/** App settings: a file shaped like local.settings.json, put under the environment; and `%NAME%` in bindings. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export type Environment = Record<string, string | undefined>;

const settingsFile = z.object({
  IsEncrypted: z.literal(false).default(false),
  Values: z.record(z.string(), z.string()).default({}),
});

/**
 * Sets what the file holds and the environment does not: a variable that is set already wins, as with Core Tools.
 * @throws Error when the file cannot be read, is encrypted or holds anything but strings.
 */
export function applySettings(path: string, environment: Environment): void {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`The settings file ${path} cannot be read as JSON`, { cause });
  }
  const parsed = settingsFile.safeParse(json);
  if (!parsed.success)
    throw new Error(`The settings file ${path} is not valid:\n${z.prettifyError(parsed.error)}`);
  for (const [name, value] of Object.entries(parsed.data.Values)) environment[name] ??= value;
}

/** Replaces each `%NAME%` by that setting. @throws Error naming the setting that is not there. */
export function resolveSettings(text: string, environment: Environment): string {
  return text.replaceAll(/%([^%]+)%/g, (_, name: string) => {
    const value = environment[name];
    if (value === undefined) throw new Error(`The app setting "${name}", named by "${text}", is not set`);
    return value;
  });
}
