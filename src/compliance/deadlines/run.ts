import type { Ports } from '../types.ts';
import { alarmUnknowns } from './alarms.ts';
import { keepDeadlines } from './keep-deadlines.ts';
import { recordControls } from './record-controls.ts';

/** Everything that is to be done each hour, whether or not anything has happened. */
export async function runDeadlines(ports: Ports): Promise<void> {
  await keepDeadlines(ports);
  await recordControls(ports);
  await alarmUnknowns(ports);
}
