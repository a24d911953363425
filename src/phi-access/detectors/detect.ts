import type { DetectionWindow, Detector } from '../detection/index.ts';
import { createDetectionContext, history } from '../detection/index.ts';
import type { AccessEvent, AccessFinding, AccessHour, Directory } from '../model/index.ts';
import { afterHours } from './after-hours.ts';
import { auditDisabled } from './audit-disabled.ts';
import { bulkRead } from './bulk-read.ts';
import { crowding } from './crowding.ts';
import { deniedBurst } from './denied-burst.ts';
import { dormantPrincipal } from './dormant-principal.ts';
import { enumeration } from './enumeration.ts';
import { exported } from './export.ts';
import { failedSignIns } from './failed-sign-ins.ts';
import { lowAndSlow } from './low-and-slow.ts';
import { newNetwork } from './new-network.ts';
import { newOperation } from './new-operation.ts';
import { privilegeThenRead } from './privilege-then-read.ts';
import { secretThenRead } from './secret-then-read.ts';
import { serviceMisuse } from './service-misuse.ts';
import { supportOperations } from './support-operations.ts';
import { terminatedAccess } from './terminated-access.ts';
import { unapprovedAgent } from './unapproved-agent.ts';

/** Rules that depend on no statistics: asked every ten minutes. */
export const deterministic: readonly Detector[] = [
  auditDisabled,
  deniedBurst,
  dormantPrincipal,
  enumeration,
  exported,
  failedSignIns,
  newNetwork,
  newOperation,
  privilegeThenRead,
  secretThenRead,
  supportOperations,
  terminatedAccess,
  unapprovedAgent,
];

/** Rules that compare with what is usual: asked every hour. */
export const statistical: readonly Detector[] = [afterHours, bulkRead, crowding, lowAndSlow, serviceMisuse];

/** Keeps what was observed, so that one hour after another can be evaluated without working everything out again. */
export interface Detection {
  /** Hours that are known already (by source, resource, principal and hour) are replaced, so are events. */
  put(hours: readonly AccessHour[], events: readonly AccessEvent[]): void;
  /** Findings in the hours of a window, in the light of everything before it that was put and not forgotten. */
  findings(window: DetectionWindow, detectors?: readonly Detector[]): AccessFinding[];
  /** Drops what lies before a time: 35 days before what is evaluated are enough. */
  forget(before: string): void;
}

export function createDetection(directory: Directory): Detection {
  const observed = history(directory);
  const contextOf = createDetectionContext(observed, directory);
  return {
    put: (hours, events) => observed.put(hours, events),
    forget: (before) => observed.forget(before),
    findings: (window, detectors = [...deterministic, ...statistical]) => {
      const context = contextOf(window);
      return detectors.flatMap((detector) => detector(context));
    },
  };
}

/** The data that detectors look at: pure, and the same again for the same window. */
interface ObservedAccess {
  /** The hours to be evaluated: from inclusive, to exclusive. */
  readonly window: { readonly from: string; readonly to: string };
  /** Hours in the window and the 35 days before it. */
  readonly hours: readonly AccessHour[];
  /** Events in the window and the 35 days before it. */
  readonly events: readonly AccessEvent[];
  readonly directory: Directory;
}

/** All findings in a window. */
export function detect({ window, hours, events, directory }: ObservedAccess): AccessFinding[] {
  const once = createDetection(directory);
  once.put(hours, events);
  return once.findings(window);
}
