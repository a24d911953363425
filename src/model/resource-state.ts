import type { DriftPlace } from './drift.ts';
import type { DecidingField } from './resource.ts';
import type { State } from './states.ts';

/** A place where a scan could not look, or from which no event would have come. `count`: the number of resources, where it is known. */
export interface ScanGap {
  readonly kind:
    /** No api-version is known for the type: it cannot be read. */
    | 'unmapped'
    /** No policy looks at resources of the type, and events about them are dropped. */
    | 'outside-event-filter'
    /** The right to read is missing, or was lost. */
    | 'denied'
    /** The graph holds more than it gave. */
    | 'truncated'
    /** Something that is no resource stood among the resources. */
    | 'malformed'
    /** Resources were known there, and the graph shows none of them: each was read by itself. */
    | 'empty'
    /** Could not be confirmed in the end: it waits on the queue. */
    | 'unconfirmed'
    /** A subscription under a watched management group is not among those that are watched. */
    | 'unwatched';
  /** A resource type, or the id of a resource, a resource group or a subscription. */
  readonly subject: string;
  readonly count?: number;
  readonly reason?: string;
}

/** The known state of one resource for one policy. */
export interface PolicyState {
  readonly state: State;
  /** When this state was first read, ISO 8601. */
  readonly since: string;
  readonly policyVersion: string;
  /** For Unknown and NotApplicable. */
  readonly reason?: string;
  /** For NonCompliant: the fields that decided it. */
  readonly fields?: readonly DecidingField[];
  /** The values that the rule read, by path: the `before` of the next drift. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Set while a read that should have confirmed the state is failing transiently. */
  readonly staleSince?: string;
  readonly staleReason?: string;
  /** Unknown because something could not be read, as against something read that cannot be evaluated. */
  readonly unread?: boolean;
  /** The number of reads in a row that left it Unknown, or stale. */
  readonly tries?: number;
  /** For Exempt: the id of the exemption, and the state without it. */
  readonly exemption?: string;
  readonly underlying?: State;
  /** Id of the announced change in whose window it came to be. */
  readonly announced?: string;
}

/** The last evaluation of one resource: one row, every write conditional on its ETag. */
export interface ResourceState {
  readonly resourceId: string;
  readonly resourceType: string;
  /** Sequence of the last drift of this resource; 0 before the first. Never skips. */
  readonly sequence: number;
  /** When the last and the last but one successful read started, by the server's clock. */
  readonly readStartedAt: string;
  readonly previousReadStartedAt?: string;
  /** The resource was read as deleted or moved away. */
  readonly gone?: boolean;
  /** The id under which the resource was known before a move. */
  readonly movedFrom?: string;
  readonly states: Readonly<Record<string, PolicyState>>;
  /** Lower-case keys of what the last evaluation read besides the resource, empty look-ups included. */
  readonly reads: readonly string[];
  /** Set while the resource as a whole cannot be read, or has not settled. */
  readonly staleSince?: string;
  readonly staleReason?: string;
  /** The number of reads that failed since then. */
  readonly staleTries?: number;
  /** Whether it holds, or may hold, PHI. */
  readonly phi?: boolean;
  /** The hospital or clinic that it belongs to. */
  readonly organization?: string;
  /** The last full scan that read it itself, and what it could not see then: it need not read it again. */
  readonly scan?: { readonly id: string; readonly gaps?: readonly ScanGap[] };
  /** Drifts that the last changing read recorded, so that an event that comes late can still be named a candidate. */
  readonly lastDrifts?: {
    readonly from: string;
    readonly to: string;
    readonly drifts: readonly DriftPlace[];
    /** Ids of the latest events that are candidates already, of these drifts or of earlier ones. */
    readonly named?: readonly string[];
  };
}
