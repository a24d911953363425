import type { Environment } from '../settings.ts';

const [shortest, longest] = [3, 45];

/**
 * The name of the task hub, as the Durable extension finds it: that of host.json, in which `%NAME%` is a setting, or the letters and digits of the
 * site's name. Sources: azure-functions-durable-extension, `DurableTaskOptions.cs`, `DurableTaskExtension.cs` (`ResolveAppSettingOptions`) and
 * `AzureStorageOptions.cs`. https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-task-hubs
 * @throws Error in its words where no hub can have the name, or where a deployment slot would share that of another.
 */
export function hubNameOf(given: string | undefined, environment: Environment): string {
  if (given === undefined) return defaultName(environment);
  const name = resolveWhole(given, environment);
  if (!/^[a-z][a-z0-9]*$/i.test(name) || name.length < shortest || name.length > longest)
    throw new Error(
      `Task hub name '${name}' should contain only alphanumeric characters, start with a letter, and have length between ${shortest} and ${longest}.`,
    );
  return name;
}

/** The text with its settings; the text as it is where one of them is not set. */
function resolveWhole(text: string, environment: Environment): string {
  const names = Array.from(text.matchAll(/%([^%]+)%/g), ([, name = '']) => name);
  if (names.some((name) => environment[name] === undefined)) return text;
  return text.replaceAll(/%([^%]+)%/g, (_, name: string) => environment[name] ?? '');
}

function defaultName({ WEBSITE_SITE_NAME: site, WEBSITE_SLOT_NAME: slot }: Environment): string {
  if (slot !== undefined && slot.toLowerCase() !== 'production')
    throw new Error('Task Hub name must be specified in host.json when using slots.');
  const kept = (site ?? 'TestHubName').replaceAll(/[^a-z0-9]/gi, '');
  if (kept === '') return 'DefaultTaskHub';
  const name = (/^\d/.test(kept) ? `t${kept}` : kept).slice(0, longest);
  return name.length < shortest ? `${name}Hub` : name;
}
