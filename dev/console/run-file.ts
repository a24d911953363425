import { join } from 'node:path';

/** Tells `npm run change` and `phiwatch login` where the simulation of a running `npm start` listens. Readable by its owner alone. */
export const runFile = join(import.meta.dirname, '../../.phiwatch/run.json');

export interface RunFile {
  /** Of the app. */
  readonly url: string;
  readonly simUrl: string;
  readonly simSecret: string;
  /** Path of the certificate of the simulation. */
  readonly certificate: string;
}
