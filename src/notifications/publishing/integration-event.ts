import { ownersOf } from '../../model/index.ts';

/** Something that happened, as others are told of it: ids, states and names of settings, never what a resource holds. */
export interface IntegrationEvent {
  /** Whoever gets the event twice can tell by it. */
  readonly id: string;
  /** `phiwatch.drift.recorded`, `phiwatch.response.approved`, ... */
  readonly type: string;
  /** Id of the resource. */
  readonly subject: string;
  /** ISO 8601. */
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** As a CloudEvent 1.0. */
export function eventOf({ id, type, subject, time, data }: IntegrationEvent) {
  const { subscriptionId } = ownersOf(subject.toLowerCase());
  const source = subscriptionId === undefined ? '/phiwatch' : `/phiwatch/subscriptions/${subscriptionId}`;
  return { id, type, source, subject, time: new Date(time), data };
}

/** As a row of a table. */
export function rowOf({ id, type, subject, time, data }: IntegrationEvent): Record<string, unknown> {
  return { TimeGenerated: time, Kind: type, Id: id, ResourceId: subject, ...data };
}
