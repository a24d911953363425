/** Runs a command line as npm runs a script: in a shell, to which it hands on the signals that ask it to end. */
import { spawn } from 'node:child_process';

const [commandLine = ''] = process.argv.slice(2);
const shell = spawn('sh', ['-c', commandLine], {
  stdio: 'inherit',
  env: { ...process.env, npm_lifecycle_event: 'start' },
});
process.on('SIGTERM', () => shell.kill('SIGTERM'));
shell.once('exit', () => process.exit());
