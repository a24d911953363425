/** Builds the parts, and reads the settings. */
export { app } from './app.ts';
export type { App, AppPorts } from './app.ts';
export { missingHostSettings } from './missing-host-settings.ts';
export type { Settings } from './settings.ts';
