/** What `npm start` runs, in small: a program that has started another, and stays. */
import { spawn } from 'node:child_process';
import { endWithNpm } from '../../../dev/end-with-npm.ts';

endWithNpm();
const preload = import.meta.resolve('@phiwatch/functions-dev-host/end-with-parent');
const stays = ['--eval', 'setInterval(() => {}, 1000)'];
const child = spawn(process.execPath, ['--import', preload, ...stays], {
  stdio: ['pipe', 'inherit', 'inherit'],
});
process.once('SIGTERM', () => {
  console.log('told to end');
  process.exit();
});
child.once('spawn', () => console.log(JSON.stringify([process.pid, child.pid])));
setInterval(() => {}, 1000);
