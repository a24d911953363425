import { earliest, plusSeconds } from '../../base/index.ts';
import { parseResourceId, resourceTypeOf } from '../../model/index.ts';
import type { Resource, ResourceState } from '../../model/index.ts';
import { failureReason, isTransient, waitOf } from '../../platform/azure/index.ts';
import type { GraphPage } from '../../platform/azure/index.ts';
import { isEvaluated } from '../changes/index.ts';
import { listOutsideGraph } from '../evaluation/index.ts';
import { confirmCandidates } from './confirm-candidates.ts';
import type { Confirming } from './confirm-candidates.ts';
import type { GroupPages } from './group-pages.ts';
import { closeUnlisted, notePhi } from './note-phi.ts';
import { noteUnlisted } from './note-unlisted.ts';
import { knownOf, nominateCandidates } from './nominate-candidates.ts';
import type { Known, Nomination } from './nominate-candidates.ts';
import type { FullScanPorts } from './ports.ts';

/** The hours after which what only Resource Manager knows is read again: at least once a day, with a scan each night. */
const relatedHours = 20;

/** The progress of a part while it is worked on. */
export interface Progress {
  listed: number;
  evaluated: number;
  nominated: number;
  oldestRelatedRead?: string;
}

interface GroupScan {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly pages: GroupPages;
  readonly state: Confirming;
  readonly progress: Progress;
  /** Called after each page: saves how far it is. Throws where the part belongs to somebody else by now. */
  readonly saved: () => Promise<void>;
  /** Whether the time is up. */
  readonly late: () => boolean;
}

/** `wait`: the graph did not answer; `late`: to be continued. Both begin the group again, and find what is confirmed confirmed. */
export type GroupOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'late' }
  | { readonly kind: 'wait'; readonly seconds: number; readonly reason: string };

/**
 * Goes through a resource group page by page: what the graph shows otherwise than it is known, and what is known but not shown,
 * is read. Nothing is concluded from the graph alone, least of all from its silence.
 */
export async function scanGroup(scan: GroupScan, ports: FullScanPorts): Promise<GroupOutcome> {
  const { subscriptionId, resourceGroup, state, progress } = scan;
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const { known, noted } = await knownIn(scope, state.scanId, ports);
  let isWhole = true;
  for (const { confirmed, gaps = [] } of known.values()) {
    if (confirmed) state.confirmed += 1;
    state.gaps.addAll(gaps);
  }
  progress.nominated = state.confirmed;
  for await (const page of scan.pages(resourceGroup)) {
    if (page.kind !== 'page') {
      if (isTransient(page)) return { kind: 'wait', seconds: waitOf(page), reason: failureReason(page) };
      state.gaps.add('denied', scope, 1, failureReason(page));
      isWhole = false;
      break;
    }
    notePage(page, scope, scan);
    isWhole &&= !page.truncated;
    await notePhi(page.resources, page.startedAt, ports);
    for (const { id = '' } of page.resources) noted.delete(id.toLowerCase());
    const outside = await listOutsideGraph(idsOf(page.resources), { ...ports, reader: ports.scanReader });
    noteUnlisted(outside, state);
    const targets = nominees([...page.resources, ...outside.resources], known, scan, ports);
    progress.nominated += targets.length;
    await confirmCandidates(targets, state, ports);
    await scan.saved();
    if (scan.late()) return { kind: 'late' };
  }
  if (isWhole) await closeUnlisted(scope, [...noted.values()], ports);
  return finish(scope, known, scan, ports);
}

function idsOf(resources: readonly Resource[]): readonly string[] {
  return resources.flatMap(({ id = '' }) => (parseResourceId(id) ? [id] : []));
}

/** Reads what is known of a resource group: what policies evaluate, and where PHI was noted that none of them looks at. */
async function knownIn(scope: string, scanId: string, ports: FullScanPorts) {
  const known = new Map<string, Known>();
  const noted = new Map<string, ResourceState>();
  for await (const current of ports.store.list(scope)) {
    const key = current.resourceId.toLowerCase();
    if (current.gone) continue;
    if (isEvaluated(current.resourceId, ports)) known.set(key, knownOf(current, scanId));
    else if (Object.keys(current.states).length === 0) noted.set(key, current);
  }
  return { known, noted };
}

function notePage(page: Extract<GraphPage, { kind: 'page' }>, scope: string, { state, progress }: GroupScan) {
  progress.listed += page.resources.length;
  if (page.malformed > 0) state.gaps.add('malformed', scope, page.malformed);
  if (page.truncated) state.gaps.add('truncated', scope);
}

/** Returns the resources of a page that are to be read, those that are Unknown or stale first. What was listed is taken out of `known`. */
function nominees(
  resources: readonly Resource[],
  known: Map<string, Known>,
  { state, progress }: GroupScan,
  ports: FullScanPorts,
): readonly string[] {
  const chosen: { readonly id: string; readonly nomination: Nomination }[] = [];
  const readBefore = plusSeconds(state.startedAt, -relatedHours * 3600);
  for (const resource of resources) {
    const { id = '' } = resource;
    const before = known.get(id.toLowerCase());
    known.delete(id.toLowerCase());
    if (!parseResourceId(id)) {
      state.gaps.add('malformed', id);
    } else if (!isEvaluated(id, ports)) {
      const type = resourceTypeOf(id);
      const isMapped = ports.catalogue.types.has(type.toLowerCase());
      state.gaps.add(isMapped ? 'outside-event-filter' : 'unmapped', type);
    } else {
      progress.evaluated += 1;
      if (before?.confirmed) continue;
      const policies = ports.policies.for(id, resourceTypeOf(id));
      const apiVersion = ports.catalogue.types.get(resourceTypeOf(id).toLowerCase())?.apiVersion;
      const context = { utcNow: state.startedAt, ...(apiVersion !== undefined && { apiVersion }) };
      const { nomination, needsRelated } = nominateCandidates({
        resource,
        known: before,
        policies,
        context,
        readBefore,
      });
      if (nomination !== undefined) chosen.push({ id: before?.resourceId ?? id, nomination });
      else if (needsRelated && before) noteRelatedRead(progress, before.readStartedAt);
    }
  }
  const [first, rest] = [chosen.filter(isOpen), chosen.filter((each) => !isOpen(each))];
  return [...first, ...rest].map(({ id }) => id);
}

function isOpen({ nomination }: { readonly nomination: Nomination }): boolean {
  return nomination === 'open';
}

function noteRelatedRead(progress: Progress, readStartedAt: string): void {
  const { oldestRelatedRead: oldest } = progress;
  progress.oldestRelatedRead = oldest === undefined ? readStartedAt : earliest(oldest, readStartedAt);
}

/** Reads what is known but was not shown, and the group itself, one by one. */
async function finish(
  scope: string,
  known: ReadonlyMap<string, Known>,
  scan: GroupScan,
  ports: FullScanPorts,
): Promise<GroupOutcome> {
  const { state, progress } = scan;
  const own = scope.toLowerCase();
  const hidden = [...known.values()].filter(({ resourceId }) => resourceId.toLowerCase() !== own);
  if (progress.listed === 0 && hidden.length > 0) {
    state.gaps.add('empty', scope, hidden.length);
    ports.log.warn('Resource Graph showed none of the known resources of a resource group', {
      resourceId: scope,
      count: hidden.length,
    });
  }
  const isGroupEvaluated = isEvaluated(scope, ports);
  const targets = [
    ...(isGroupEvaluated && !known.get(own)?.confirmed ? [scope] : []),
    ...hidden.filter(({ confirmed }) => !confirmed).map(({ resourceId }) => resourceId),
  ];
  progress.evaluated += hidden.length + (isGroupEvaluated ? 1 : 0);
  progress.nominated += targets.length;
  for (let start = 0; start < targets.length; start += portion) {
    await confirmCandidates(targets.slice(start, start + portion), state, ports);
    await scan.saved();
    if (scan.late()) return { kind: 'late' };
  }
  return { kind: 'done' };
}

/** The number of resources that are read between two times of saving how far it is. */
const portion = 500;
