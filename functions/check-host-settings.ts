import { missingHostSettings } from '../src/app/index.ts';
import { createLog } from '../src/platform/telemetry/index.ts';

// No invocation has begun: the worker takes what is written to the console for its own log.
const log = createLog((level, line) => console[level](line));
for (const reason of missingHostSettings(process.env))
  log.error('The Functions host lacks a setting', { reason });
