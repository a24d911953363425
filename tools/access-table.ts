import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { estate, subscriptionId } from '@phiwatch/sample-hospital';
import { startWorld } from '../dev/world.ts';
import { answers, expected, seen } from './access/answers.ts';
import type { Answer } from './access/answers.ts';
import { callers } from './access/callers.ts';
import { grantAuditor } from './access/grant-auditor.ts';
import { httpFunctions } from './access/http-functions.ts';
import type { HttpFunction } from './access/http-functions.ts';
import { decisions } from './access/own-work.ts';
import type { Decision } from './access/own-work.ts';

/**
 * Asks every endpoint of the built app as everyone who may and who must not call it, and prints the status of each answer; then
 * tries to decide on one's own work. Exit code 1 where one is not as the roles say.
 */
const app = join(import.meta.dirname, '../dist');
if (!existsSync(join(app, 'main.cjs'))) throw new Error('dist/ is not built: run npm run build');

const targets = await httpFunctions();
const folder = await mkdtemp(join(tmpdir(), 'access-'));
const world = await startWorld({ folder, app, resources: estate(), subscriptionId, deliver: false });
try {
  const certificate = await readFile(world.certificate, 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), certificate]);
  const { armUrl: authority, simulation } = world.azure;
  const [host] = world.hosts;
  if (!host) throw new Error('the host did not start');
  const issue = async (request: Parameters<typeof simulation.userTokens.issue>[0]) =>
    (await simulation.userTokens.issue(request, authority)).token;
  const auditor = await grantAuditor({ issue, baseUrl: host.url, now: new Date() });
  const given = await answers(targets, await callers({ issue, authority, auditor }), host.url);
  print(given);
  const decided = await decisions({ issue, baseUrl: host.url, now: new Date() });
  printDecisions(decided);
  process.exitCode = given.every(isRight) && decided.every(isAsExpected) ? 0 : 1;
} finally {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
}

function isRight({ target, caller, status }: Answer): boolean {
  return expected(target, caller) === seen(status);
}

function title({ methods, route }: HttpFunction): string {
  return `${methods.join(',')} ${route}`;
}

/** One line for each function, one column for each caller; what is not as it must be is marked. */
function print(given: readonly Answer[]): void {
  const byTarget = Map.groupBy(given, ({ target }) => target);
  const everyone = [...new Set(given.map(({ caller }) => caller))];
  const width = Math.max(...[...byTarget.keys()].map((target) => title(target).length));
  console.log([''.padEnd(width), ...everyone.map(({ short }) => short.padStart(4))].join(' '));
  for (const [target, row] of byTarget) {
    const cells = row.map((answer) => `${answer.status}${isRight(answer) ? '' : '!'}`.padStart(4));
    console.log([title(target).padEnd(width), ...cells].join(' '));
  }
  console.log();
  for (const { short, name } of everyone) console.log(`${short.padEnd(4)} ${name}`);
  const wrong = given.filter((answer) => !isRight(answer)).length;
  console.log(`\n${given.length} answers, ${wrong} not as the roles say`);
}

function isAsExpected({ status, expected }: Decision): boolean {
  return status === expected;
}

/** Prints what takes two people: who tried to decide, each having every role for it. */
function printDecisions(decided: readonly Decision[]): void {
  console.log('\nWhat takes two people:');
  const width = Math.max(...decided.map(({ what }) => what.length));
  for (const decision of decided) {
    const { what, who, status } = decision;
    console.log(
      `${what.padEnd(width)} ${`${status}${isAsExpected(decision) ? '' : '!'}`.padStart(4)}  ${who}`,
    );
  }
  const wrong = decided.filter((decision) => !isAsExpected(decision)).length;
  console.log(`\n${decided.length} decisions, ${wrong} not as they must be`);
}
