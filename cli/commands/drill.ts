import { Command, Option } from 'commander';
import { findApp, getEntries, getJson, understood, withAppOptions } from '../api.ts';
import type { App, AppOptions } from '../api.ts';
import { reportAnswer, resultAnswer, summaryAnswer } from '../drill/answers.ts';
import { reportText } from '../drill/report-text.ts';
import { statusText } from '../drill/status-text.ts';
import { UsageError } from '../fail.ts';
import { jsonText } from '../json-text.ts';
import { write } from '../output.ts';

interface Options extends AppOptions {
  readonly format: 'table' | 'json';
}

const format = () =>
  new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table');

export const command = new Command('drill')
  .description('Show the plan of recovery drills, the drills, and the report of one.')
  // Subcommands take it over when they are made.
  .exitOverride();

withAppOptions(
  command
    .command('plan')
    .summary('check the file of a plan, or show the plan in force')
    .description(
      'Check the file of a plan as the app would, without one; without a file, show the plan in force.\n' +
        'Exit code 0: the plan is shown, or nobody has signed one; 1: it is not valid, or the app could not be asked.',
    )
    .argument('[file]', 'a plan as JSON, or the body of POST /api/drills/plans')
    .option('--group <id>', 'the drill group (DRILL_GROUP) that the plan of the file must fit')
    .addOption(format()),
).action(async (file: string | undefined, options: Options) => {
  // Imported when it is needed: plans bring much with them.
  const { checkFile, showPlanInForce } = await import('../drill/show-plan.ts');
  await (file === undefined ? showPlanInForce(options) : checkFile(file, options));
});

withAppOptions(
  command
    .command('status')
    .summary('list the drills')
    .description('List the drills, the newest first.')
    .addOption(format()),
).action(async (options: Options) => {
  const app = await findApp(options);
  const drills: unknown[] = [];
  for await (const drill of getEntries(app, '/api/drills', 'drills')) drills.push(drill);
  if (options.format === 'json') return write(jsonText(drills));
  return write(statusText(drills.map((drill) => understood(app, summaryAnswer, drill))));
});

withAppOptions(
  command
    .command('report')
    .summary('show the report of a drill')
    .description(
      'Show the report of a drill.\n' +
        'Exit code 0: the drill was executed, or goes on; 2: objective-missed, failed, aborted or expired; 1: it could not run.',
    )
    .argument('[id]', 'the drill, like dr-drill-2026Q4; default: the newest')
    .addOption(format()),
).action(async (id: string | undefined, options: Options) => {
  if (id !== undefined && !/^dr-drill-\d{4}Q[1-4]$/.test(id))
    throw new UsageError('the id of a drill is wanted, like dr-drill-2026Q4');
  const app = await findApp(options);
  const wanted = id ?? (await newestDrill(app));
  const answer = await getJson(app, `/api/drills/${encodeURIComponent(wanted)}`);
  const { result } = understood(app, resultAnswer, answer);
  // As the API gives it, with whatever a later version of it adds.
  if (options.format === 'json') await write(jsonText(answer));
  else await write(reportText(understood(app, reportAnswer, answer)));
  if (result !== undefined && result !== 'executed') process.exitCode = 2;
});

async function newestDrill(app: App): Promise<string> {
  for await (const drill of getEntries(app, '/api/drills?limit=1', 'drills'))
    return understood(app, resultAnswer, drill).id;
  throw new UsageError('there is no drill yet');
}
