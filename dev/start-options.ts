import { parseArgs } from 'node:util';
import { UsageError } from '../cli/fail.ts';
import { parsePort } from '../cli/local-runs.ts';

export const usage = `usage: npm start -- [options]

Starts a simulated Azure with a sample hospital, Azurite and the built app, evaluates the hospital,
and shows one change, its drift, and who is notified. Ctrl+C ends it.

  --once          also have the drift remediated, then end
  --port N        where the app listens, 7071 if absent; several runs need a port each
  --verbose       print the log of the app too, to stderr
  --without-host  start all but the app, for func start (docs/testing.md)
  --help          print this
`;

export interface StartOptions {
  readonly once: boolean;
  readonly verbose: boolean;
  readonly withoutHost: boolean;
  readonly help: boolean;
  readonly port: number;
}

/** Reads the command line. Trouble is told with the option and what was expected. */
export function startOptions(args: readonly string[]): StartOptions {
  const values = parse(args);
  return {
    once: values.once ?? false,
    verbose: values.verbose ?? false,
    withoutHost: values['without-host'] ?? false,
    help: values.help ?? false,
    port: parsePort(values.port),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean' },
        verbose: { type: 'boolean' },
        'without-host': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        port: { type: 'string', default: '7071' },
      },
    }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    // What follows the first sentence is about arguments that begin with a dash.
    const what = message.split(/\.\s/)[0];
    throw new UsageError(
      `${what}: expected --once, --port N, --verbose or --without-host (npm start -- --help)`,
      { cause: error },
    );
  }
}
