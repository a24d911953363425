import { parseArgs } from 'node:util';
import { fail, UsageError } from '../cli/fail.ts';
import { askRun, findRun, localFolder, parsePort } from '../cli/local-runs.ts';
import type { Resource } from '../src/model/index.ts';
import { parseChange } from './console/change.ts';
import { administrator } from './people.ts';

const usage = 'usage: npm run -s change -- NAME-OR-ID PATH=VALUE [PATH=VALUE ...] [--port N]';

/** Changes a resource of a running `npm start`, as an administrator would. */
async function main(args: readonly string[]): Promise<void> {
  const { target, assignments, port } = parse(args);
  const run = findRun(localFolder, port);
  const resources = (await askRun(run, '/resources')) as readonly Resource[];
  const { id, body } = parseChange(target, assignments, resources);
  const actor = { oid: administrator, type: 'User' };
  await askRun(run, '/change', { method: 'PATCH', id, body, actor });
  console.log(`changed ${id}: ${assignments.join(', ')}`);
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { port: { type: 'string' } },
      allowPositionals: true,
    });
    const [target, ...assignments] = positionals;
    if (target === undefined || assignments.length === 0) throw new UsageError(usage);
    const port = values.port === undefined ? undefined : parsePort(values.port);
    return { target, assignments, port };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    throw new UsageError(`${message.split(/\.\s/)[0]}; ${usage}`, { cause: error });
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  fail(error);
}
