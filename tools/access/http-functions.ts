import { installCoreModule } from '@phiwatch/functions-dev-host';
import type { Role } from '../../src/platform/auth/index.ts';

/** A function with an HTTP trigger, as the app registers it. */
export interface HttpFunction {
  readonly name: string;
  readonly methods: readonly string[];
  /** Below `/api/`. */
  readonly route: string;
  /** The platform's own check. */
  readonly authLevel: string;
  /** Undefined: nothing guards it. */
  readonly security?: {
    readonly roles: readonly Role[];
    readonly audit?: 'change' | 'export';
    readonly people?: true;
    readonly approves?: true;
  };
}

/** Returns the HTTP functions that the app registers, read from the app itself. Once a process. */
export async function httpFunctions(): Promise<readonly HttpFunction[]> {
  const core = installCoreModule(() => undefined);
  await import('../../functions/main.ts');
  return [...core.functions.values()].flatMap(({ metadata, callback }) => {
    const trigger = Object.values(metadata.bindings).find(({ type }) => type === 'httpTrigger');
    if (!trigger) return [];
    const { security } = callback as unknown as Pick<HttpFunction, 'security'>;
    return [
      {
        name: metadata.name,
        methods: (trigger['methods'] as string[]).map((method) => method.toUpperCase()),
        route: String(trigger['route']),
        authLevel: String(trigger['authLevel']),
        ...(security && { security }),
      },
    ];
  });
}

/** A request to the function that changes nothing: its parameters name nothing that is there, its body is empty. */
export function probeOf({ methods, route }: HttpFunction): {
  readonly method: string;
  readonly path: string;
} {
  const [method = 'GET'] = methods;
  const nobody = '00000000-0000-4000-8000-000000000000';
  return { method, path: `/api/${route.replaceAll(/\{[^}]+\}/g, nobody)}` };
}
