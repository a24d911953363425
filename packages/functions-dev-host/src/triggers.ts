/** The kinds of trigger and input that this host knows. A further kind is a file of its own and a line here. */
import type { AppFunction, CoreModule } from './core-module.ts';
import { durableClientInput, durableKind } from './durable/kind.ts';
import { eventGridKind } from './event-grid.ts';
import { httpKind } from './http.ts';
import { queueKind } from './queues.ts';
import type { Environment } from './settings.ts';
import { timerKind } from './timers.ts';
import type { InputKind, TriggerKind } from './trigger-kind.ts';

export const triggerKinds: readonly TriggerKind[] = [
  httpKind,
  eventGridKind,
  queueKind,
  timerKind,
  durableKind,
];

/** By binding type in lower case. */
export const inputKinds: ReadonlyMap<string, InputKind> = new Map([['durableclient', durableClientInput]]);

/** @throws Error when the function's trigger is of no known kind. */
export function kindOf(fn: Pick<AppFunction, 'name' | 'trigger'>): TriggerKind {
  const { type } = fn.trigger.binding;
  const kind = triggerKinds.find(({ types }) =>
    types.some((known) => known.toLowerCase() === type.toLowerCase()),
  );
  if (!kind) throw new Error(unsupported(fn.name, 'trigger', type));
  return kind;
}

/**
 * The app's functions, checked: each has one trigger, and nothing bound that this host does not emulate.
 * @throws Error naming the function and the binding: a binding left out silently would look like a working one.
 */
export function appFunctions(core: CoreModule, environment: Environment): AppFunction[] {
  return [...core.functions.values()].map(({ metadata, callback }) => {
    const { name } = metadata;
    if (metadata.retryOptions)
      throw new Error(`Function "${name}": retry options are not emulated by this host`);
    let trigger: AppFunction['trigger'] | undefined;
    for (const [bindingName, binding] of Object.entries(metadata.bindings)) {
      const type = binding.type.toLowerCase();
      if (type.endsWith('trigger')) {
        trigger = { name: bindingName, binding };
        kindOf({ name, trigger });
      } else if (binding.direction === 'in' ? !inputKinds.has(type) : type !== 'http') {
        throw new Error(unsupported(name, `${binding.direction} binding`, binding.type));
      }
    }
    if (!trigger) throw new Error(`Function "${name}" has no trigger`);
    const disabled = /^(1|true)$/i.test(environment[`AzureWebJobs.${name}.Disabled`] ?? '');
    return { name, metadata, callback, trigger, disabled };
  });
}

function unsupported(name: string, what: string, type: string): string {
  const known = [...triggerKinds.flatMap(({ types }) => types), ...inputKinds.keys()].join(', ');
  return `Function "${name}": the ${what} "${type}" is not emulated by this host (known: ${known})`;
}
