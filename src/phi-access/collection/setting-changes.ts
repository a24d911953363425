import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { appRoot, day, hour, minute, plus } from '../../base/index.ts';
import type { LogQuery } from '../../platform/azure/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import { bounds } from './access-queries.ts';
import { watermarkOf } from './log-lag.ts';
import type { CollectPorts } from './ports.ts';

/** The ports for watching what changes settings over the data plane. */
export interface SettingChangePorts extends Pick<CollectPorts, 'logs' | 'watermarks' | 'clock' | 'log'> {
  /** Has a resource read again: one of its settings may have changed at that time. */
  readonly settingChanged: (resourceId: string, time: string) => Promise<void>;
}

const queries = ['sql-settings', 'blob-settings'] as const;

/** Rows that are being ingested become visible in no fixed order: what is younger waits for the next time. */
const lag = 2 * minute;

/** The longest time that is looked back: a full scan has seen what changed before. */
const longestLook = day;

const row = z.object({
  Resource: z.string().startsWith('/subscriptions/').max(2_048),
  Last: z.iso.datetime({ offset: true }),
});

/**
 * Looks into the logs for calls that changed a setting without Resource Manager, and has each resource concerned read again, once for each window of
 * ingestion. Of a row, its resource and its time are taken. A query that fails is asked again for the same window the next time.
 */
export async function watchSettings(ports: SettingChangePorts): Promise<void> {
  for (const name of queries) {
    try {
      await watchOne(name, ports);
    } catch (error) {
      ports.log.warn('Changes of settings could not be read from a log', {
        target: name,
        error: describeError(error),
      });
    }
  }
}

async function watchOne(name: (typeof queries)[number], ports: SettingChangePorts): Promise<void> {
  const { logs, watermarks, clock, log, settingChanged } = ports;
  const to = plus(clock.now().toISOString(), -lag);
  const mark = await watermarks.read(watermarkOf(name));
  const oldest = plus(to, -longestLook);
  const from = mark !== undefined && mark.value > oldest ? mark.value : oldest;
  if (from >= to) return;
  const answer = await logs.query(queryOf(name, from, to));
  if (answer.kind === 'rows') {
    for (const each of answer.rows) {
      const read = row.safeParse(each);
      if (read.success) await settingChanged(read.data.Resource, new Date(read.data.Last).toISOString());
      // It would be the same the next time, and the others of its window must not wait for it.
      else log.warn('A row of a log names no resource', { target: name });
    }
  } else if (answer.kind !== 'absent') {
    log.warn('Changes of settings could not be read from a log', { target: name, kind: answer.kind });
    return;
  }
  await watermarks.write(watermarkOf(name), to, mark?.etag);
}

/** The query over the rows that were ingested after one time and until another. */
function queryOf(name: string, from: string, to: string): LogQuery {
  const file = new URL(`src/phi-access/collection/queries/${name}.kql`, appRoot);
  return { kql: `${bounds(from, to)}${readFileSync(file, 'utf8')}`, from: plus(from, -48 * hour), to };
}
