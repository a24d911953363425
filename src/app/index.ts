export { app } from './app.ts';
export type { App, AppPorts } from './app.ts';
export type { Settings } from './settings.ts';
