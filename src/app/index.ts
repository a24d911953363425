export { app } from './app.ts';
export type { App } from './app.ts';
export type { Settings } from './settings.ts';
