import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/core-auth';
import { systemClock } from '../base/index.ts';
import type { Records } from '../model/index.ts';
import { targetNames } from '../notifications/publishing/index.ts';
import type { DirectoryFeed, ReviewPorts } from '../phi-access/access-review/index.ts';
import { createObserver } from '../phi-access/access-review/index.ts';
import type { AnomalySuppression, AnomalyVerdict } from '../phi-access/anomalies/index.ts';
import { accessQueries, keepingGaps } from '../phi-access/collection/index.ts';
import type { SettingChangePorts } from '../phi-access/collection/index.ts';
import type { KeptAnomaly } from '../phi-access/model/index.ts';
import { parseDirectory, patientKey } from '../phi-access/model/index.ts';
import { createLogSource, readDocument } from '../platform/azure-clients/index.ts';
import type { Azure } from '../platform/azure-clients/index.ts';
import { clouds } from '../platform/azure/index.ts';
import type { Anomalies, Store } from '../platform/store/index.ts';
import type { Settings } from './settings.ts';

/** The parts of the review of PHI access. */
export interface Watching {
  /** Absent: no workspace is named, so nothing is watched. */
  readonly review?: Omit<ReviewPorts, 'log'> & Omit<SettingChangePorts, 'log'>;
  /** Says what the tables of the logs do not allow; absent: no workspace is named. */
  readonly keepingGaps?: () => Promise<readonly string[]>;
  readonly anomalies: Anomalies<KeptAnomaly>;
  readonly verdicts: Records<AnomalyVerdict>;
  readonly suppressions: Records<AnomalySuppression>;
}

interface WatchingOptions {
  readonly settings: Settings;
  readonly credential: TokenCredential;
  readonly store: Store;
  readonly now: () => Date;
  readonly azure: Pick<Azure, 'logTables'>;
  /** Has a resource read again. */
  readonly settingChanged: SettingChangePorts['settingChanged'];
}

export function buildWatching(options: WatchingOptions): Watching {
  const { store, settings, azure } = options;
  const kept = {
    anomalies: store.anomalies<KeptAnomaly>(),
    verdicts: store.records<AnomalyVerdict>('AnomalyVerdicts'),
    suppressions: store.records<AnomalySuppression>('AnomalySuppressions'),
  };
  const review = reviewOf(kept, options);
  const { access, subscriptions } = settings;
  const gaps = access && {
    keepingGaps: () =>
      keepingGaps({ ...azure, queries: accessQueries, workspaces: access.workspaces, subscriptions }),
  };
  return { ...kept, ...(review && { review }), ...gaps };
}

function reviewOf(
  kept: Pick<Watching, 'anomalies' | 'suppressions'>,
  { settings, credential, store, now, settingChanged }: WatchingOptions,
): Watching['review'] {
  const { access, alerts } = settings;
  if (!access) return undefined;
  const { logs } = clouds[settings.cloud];
  const keyed = patientKey(access.patientHashKey);
  return {
    ...kept,
    settingChanged,
    queries: accessQueries,
    logs: createLogSource({
      workspaces: access.workspaces,
      endpoint: access.endpoint ?? logs,
      scope: `${logs}/.default`,
      credential,
      now,
    }),
    keyed,
    published: targetNames(settings.publish).map((target) => store.toPublish(target)),
    profiles: store.profiles,
    watermarks: store.watermarks,
    directory: async (): Promise<DirectoryFeed> => {
      const text = access.directory === undefined ? '{}' : await readDocument(access.directory, credential);
      const version = createHash('sha256').update(text).digest('hex');
      return { version, directory: parseDirectory(JSON.parse(text), keyed) };
    },
    observe: createObserver(),
    dailyBudget: access.dailyBudget,
    outbox: store.outbox,
    wake: store.queue('outbox'),
    alerts,
    clock: systemClock,
  };
}
