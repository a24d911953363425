import { existsSync } from 'node:fs';

// The headless shell first: it takes half the processor time of the whole browser.
const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium of this machine (`CHROME_PATH` names another one); undefined: there is none. Nothing is downloaded. */
export const browserPath = [process.env['CHROME_PATH'] ?? '', ...places].find((path) => existsSync(path));
