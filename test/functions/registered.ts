import { installCoreModule } from '@phiwatch/functions-dev-host';

/** Prints triggers and names of what the app registers under the environment that it is given: one app a process. */
const core = installCoreModule(() => undefined);
await import('../../functions/main.ts');
const all = [...core.functions.values()].map(({ metadata }) => {
  const types = Object.values(metadata.bindings).map(({ type }) => type);
  return [types.find((type) => type.endsWith('Trigger')) ?? '', metadata.name];
});
console.log(JSON.stringify(all));
