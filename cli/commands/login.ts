import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import type { Role } from '../../src/platform/auth/index.ts';
import { UsageError } from '../fail.ts';
import { write } from '../output.ts';

interface Options {
  readonly role: readonly Role[];
  readonly user?: string;
  readonly folder: string;
}

const defaultFolder = join(import.meta.dirname, '../../.phiwatch');

const runFile = z.object({
  url: z.string(),
  simUrl: z.string(),
  simSecret: z.string(),
  certificate: z.string(),
});

export const command = new Command('login')
  .description('Get a token for the API of a running `npm start`, as someone who has a role.')
  .requiredOption('--role <role>', `${roles.join(', ')}; may be given again`, addRole)
  .option('--user <object id>', 'who to be; default: one person for each role', objectId)
  .option('--folder <path>', 'where `npm start` keeps its files', defaultFolder)
  .action(async ({ role, user = personOf(role), folder }: Options) => {
    const run = readRun(folder);
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(run.certificate, 'utf8')]);
    const token = await issue(run, { oid: user, roles: role });
    const file = resolve(folder, 'token');
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

function readRun(folder: string): z.infer<typeof runFile> {
  try {
    return runFile.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));
  } catch {
    throw new UsageError(
      `nothing runs in ${dirname(resolve(folder, 'run.json'))}: start it with npm start. For a deployed app: az account get-access-token --resource API-AUDIENCE`,
    );
  }
}

async function issue(
  { simUrl, simSecret }: z.infer<typeof runFile>,
  request: { readonly oid: string; readonly roles: readonly Role[] },
): Promise<string> {
  const response = await fetch(`${simUrl}/user-token`, {
    method: 'POST',
    headers: { 'x-sim-secret': simSecret, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  }).catch((cause: unknown) => {
    throw new UsageError('npm start does not answer; has it ended?', { cause });
  });
  if (!response.ok) throw new UsageError(`no token: ${response.status} ${await response.text()}`);
  return z.object({ token: z.string() }).parse(await response.json()).token;
}
