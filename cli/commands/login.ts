import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import type { Role } from '../../src/platform/auth/index.ts';
import { askRun, findRun, localFolder, parsePort } from '../local-runs.ts';
import { write } from '../output.ts';

interface Options {
  readonly role: readonly Role[];
  readonly user?: string;
  readonly port?: number;
  readonly folder: string;
}

export const command = new Command('login')
  .description('Get a token for the API of a running `npm start`, as someone who has a role.')
  .requiredOption('--role <role>', `${roles.join(', ')}; may be given again`, addRole)
  .option('--user <object id>', 'who to be; default: one person for each role', objectId)
  .option('--port <number>', 'of the `npm start`, where several run', parsePort)
  .option('--folder <path>', 'where `npm start` keeps its files', localFolder)
  .action(async ({ role, user = personOf(role), port, folder }: Options) => {
    const run = findRun(resolve(folder), port);
    const answer = await askRun(run, '/user-token', { oid: user, roles: role });
    const { token } = z.object({ token: z.string() }).parse(answer);
    const file = join(run.folder, 'token');
    writeFileSync(file, token, { mode: 0o600 });
    // The mode above holds for a new file only.
    chmodSync(file, 0o600);
    await write(
      `You are ${user} with the role ${role.join(', ')}, for an hour. The token is in ${file}:\n` +
        `  curl -H "Authorization: Bearer $(cat ${file})" ${run.url}/api/controls\n`,
    );
    if (role.includes('Auditor'))
      await write('An Auditor may do nothing until an Operator granted it: POST /api/auditor-grants.\n');
  });

function addRole(text: string, before: readonly Role[] = []): readonly Role[] {
  const role = roles.find((each) => each.toLowerCase() === text.toLowerCase());
  if (!role) throw new InvalidArgumentError(`One of ${roles.join(', ')}.`);
  return [...before, role];
}

function objectId(text: string): string {
  if (!z.guid().safeParse(text).success) throw new InvalidArgumentError('An object id is a GUID.');
  return text.toLowerCase();
}

/** Another person for each role, always the same one: nobody approves their own work. */
function personOf([role = 'Reader']: readonly Role[]): string {
  return `00000000-0000-4000-8000-${String(roles.indexOf(role) + 1).padStart(12, '0')}`;
}
