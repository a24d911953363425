/** Builds the parts, and reads the settings. */
export { app } from './app.ts';
export type { App, AppPorts } from './app.ts';
export type { Settings } from './settings.ts';
