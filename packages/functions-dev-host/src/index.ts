/** The development host: runs an Azure Functions app of the v4 Node.js model without the Functions host. */
export { installCoreModule, type CoreModule, type RegisteredFunction } from './core-module.ts';
export { startHostProcess, type HostProcess, type HostProcessOptions } from './host-process.ts';
export type { Keys } from './keys.ts';
