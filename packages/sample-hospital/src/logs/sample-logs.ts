import { resolve } from 'node:path';
import { OptionError, readOptions, usage } from './log-options.ts';
import { day, iso } from './time.ts';
import { writeLogs } from './write.ts';
import type { Written } from './write.ts';

/** Megabytes on disk of a day of logs, about, for a hospital of the usual staff. */
const megabytesADay = 11.5;

function run(): void {
  const asked = readOptions(process.argv.slice(2));
  if (asked.kind === 'help') return console.log(usage);
  const { options } = asked;
  const { INIT_CWD: calledIn = '', npm_lifecycle_event: script } = process.env;
  // npm runs it in the folder of the package, wherever npm was called.
  const out = resolve(script === 'sample-logs' ? calledIn : '', asked.out);
  const megabytes = Math.round((megabytesADay * options.days * options.copies) / 10) * 10;
  const period = `${iso(options.from).slice(0, 10)} to ${iso(options.from + (options.days - 1) * day).slice(0, 10)}`;
  console.log(`Writes the logs of ${options.days} days (${period}), about ${megabytes} MB, to ${out} ...`);
  console.log(summary(writeLogs(out, options), out));
}

const number = (count: number): string => count.toLocaleString('en-US').padStart(10);

function summary({ rows, total, watched, from, to }: Written, out: string): string {
  const tables = Object.entries(rows).toSorted(([, one], [, other]) => other - one);
  const width = Math.max(...tables.map(([name]) => name.length));
  return [
    ...tables.map(([name, count]) => `  ${name.padEnd(width)}${number(count)} rows`),
    `  ${'all'.padEnd(width)}${number(total)} rows`,
    '',
    `directory.json says who people and machines are; labels.json lists the incidents, lookalikes.json what only looks like one.`,
    `The history is from ${from.slice(0, 10)}, the incidents are from ${watched.slice(0, 10)} on.`,
    '',
    'Review them:',
    `  npm run -s phiwatch -- access-review --logs ${out} --directory ${out}/directory.json --train-from ${from} --from ${watched} --to ${to}`,
  ].join('\n');
}

try {
  run();
} catch (error) {
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  const isExpected = error instanceof OptionError || (code !== undefined && syscall !== undefined);
  console.error(isExpected ? `error: ${message}` : error);
  process.exitCode = 1;
}
