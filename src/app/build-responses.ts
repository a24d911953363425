import { randomUUID } from 'node:crypto';
import type { TokenCredential } from '@azure/core-auth';
import { systemClock } from '../base/index.ts';
import type { Drill } from '../drills/model/index.ts';
import { drillEvents } from '../drills/run/index.ts';
import type { ChangePorts } from '../monitoring/changes/index.ts';
import { createChannels } from '../notifications/channels/index.ts';
import type { Wake, WakePorts } from '../notifications/outbox/index.ts';
import type { PendingPorts, PublishPorts } from '../notifications/publishing/index.ts';
import { createTargets, targetNames } from '../notifications/publishing/index.ts';
import { anomalyEvents, createRecentUse, readersOf } from '../phi-access/anomalies/index.ts';
import { accessQueries } from '../phi-access/collection/index.ts';
import {
  createAzureWriter,
  createRemediationTasks,
  createThrottling,
  createWriteChecks,
} from '../platform/azure-clients/index.ts';
import type { Quotas } from '../platform/azure-clients/index.ts';
import { clouds } from '../platform/azure/index.ts';
import type { Store } from '../platform/store/index.ts';
import { ownResourcesOf } from '../response/remediation/index.ts';
import type { RemediationPorts } from '../response/remediation/index.ts';
import type { Response, ResponsePorts, ResponseStep } from '../response/responses/index.ts';
import { stepEvents } from '../response/responses/index.ts';
import { createNames } from './create-names.ts';
import { writerCredential } from './credentials.ts';
import type { Settings } from './settings.ts';

/** The parts of responses to drifts, besides those of evaluation. */
export interface ResponseParts {
  readonly responses: Omit<ResponsePorts, 'log'>;
  readonly outbox: Omit<WakePorts, 'log'>;
  readonly publish: Pick<PublishPorts & PendingPorts, 'targets' | 'watermarks' | 'pendingFor' | 'events'>;
}

interface ResponsesOptions {
  readonly settings: Settings;
  readonly credential: TokenCredential;
  readonly store: Store;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly evaluation: Pick<ChangePorts, 'policies' | 'catalogue' | 'reader' | 'records'>;
  /** The limits of Azure, which all instances share. */
  readonly quotas: Quotas;
}

/** @throws Error naming the channel that cannot be made */
export function buildResponses(options: ResponsesOptions): ResponseParts {
  const { settings, credential, store, environment, now } = options;
  const { alerts } = settings;
  const { outbox, due } = store;
  const nameOf = createNames(settings, credential, now);
  const { pageAddress } = settings.remediation;
  const responses = store.responses<Response, ResponseStep>();
  const wake = store.queue<Wake>('outbox');
  const cloud = clouds[settings.cloud];
  const { workflowHosts } = cloud;
  const channels = createChannels(alerts, { credential, environment, now, workflowHosts });
  return {
    responses: {
      responses,
      published: targetNames(settings.publish).map((target) => store.toPublish(target)),
      due,
      outbox,
      alerts,
      wake,
      respond: store.queue('respond'),
      changes: store.changes,
      remediation: remediationPorts(options),
      ...(pageAddress !== undefined && { pageAddress }),
      ...(nameOf && { nameOf }),
      ...(settings.access && {
        readers: (id, from, to) => readersOf(id, from, to, { ...store, queries: accessQueries }),
        recentUse: createRecentUse({ ...store, queries: accessQueries, clock: systemClock }),
      }),
      store: store.states,
      journal: store.journal,
      clock: systemClock,
    },
    outbox: { outbox, channels, wake, watermarks: store.watermarks, clock: systemClock, newId: randomUUID },
    publish: {
      targets: createTargets(settings.publish, { credential, now, audiences: cloud }),
      watermarks: store.watermarks,
      pendingFor: (target) => store.toPublish(target),
      events: {
        answer: stepEvents(responses),
        anomaly: anomalyEvents(store.anomalies()),
        drill: drillEvents(store.drills<Drill>()),
      },
    },
  };
}

/** Builds the parts of remediation. Writes have an identity of their own; where none is named, nothing can be written. */
function remediationPorts(options: ResponsesOptions): RemediationPorts {
  const { settings, store, evaluation } = options;
  const { clientId } = settings.remediation;
  const writing = clientId === undefined ? {} : writers(clientId, options);
  const { policies, catalogue, reader, records } = evaluation;
  return {
    policies,
    catalogue,
    reader,
    ...writing,
    writes: store.writes,
    modes: store.records('RemediationModes'),
    killSwitches: store.records('WriteStops'),
    announcedChanges: records.announcedChanges,
    settings: settings.remediation,
    own: ownResourcesOf(options.environment),
    clock: systemClock,
    newId: randomUUID,
  };
}

function writers(
  clientId: string,
  { settings, evaluation, now, quotas }: ResponsesOptions,
): Pick<RemediationPorts, 'writer' | 'checks' | 'tasks' | 'identity'> {
  const { resourceManager: endpoint, scope } = settings;
  const { types } = evaluation.catalogue;
  const throttling = createThrottling({ now, quotas, identity: 'writer' });
  const connection = { endpoint, scope, credential: writerCredential(clientId), now, throttling };
  return {
    writer: createAzureWriter({ ...connection, types }),
    checks: createWriteChecks({ ...connection, types }),
    tasks: createRemediationTasks(connection),
    identity: clientId,
  };
}
