import type { z } from 'zod';
import type {
  AssessmentRequest,
  delayRequest,
  incidentDecisionRequest,
  noticeRequest,
  OpenRequest,
} from './incident-requests.ts';

/** The day from which the clock runs, and the reason for that day. 45 CFR 164.404(a)(2). */
export interface Discovery {
  readonly day: string;
  /** `alert`: we reported it. `knowledge`: somebody knew. `report`: it was told to us. `moved`: two people say so. */
  readonly basis: 'alert' | 'knowledge' | 'report' | 'moved';
  readonly why?: string;
  readonly askedBy?: string;
  readonly approvedBy?: string;
  readonly approvedAt?: string;
}

/** Something that may be a breach of PHI, and is presumed to be one until it is decided. All under one owner, `everyOwner`. */
export type Incident = Omit<OpenRequest, 'subjects'> &
  Pick<AssessmentRequest, 'phi' | 'exception' | 'factors' | 'affected'> & {
    /** Ids of principals, lower case. They see nothing of it. */
    readonly subjects: readonly string[];
    readonly openedBy: string;
    readonly openedAt: string;
    /** The person who made this version. */
    readonly changedBy: string;
    readonly discovery: Discovery;
    /** Another day that somebody asks for. */
    readonly discoveryAsked?: { readonly day: string; readonly why: string; readonly askedBy: string };
    /** The number of days within which the agreement wants the covered entity told; of a business associate alone. */
    readonly noticeDays?: number;
    /** 164.414(b): the person who decides carries the burden of proof. */
    readonly decision?: z.infer<typeof incidentDecisionRequest> & {
      readonly signedBy: string;
      readonly signedAt: string;
    };
    readonly delay?: z.infer<typeof delayRequest>;
    readonly notices: readonly (z.infer<typeof noticeRequest> & { readonly by: string })[];
  };
