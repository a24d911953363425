/** Incidents that may be a breach: discovery, assessment, decision, notices due. */
export { assessIncident } from './assess-incident.ts';
export { decideIncident } from './decide-incident.ts';
export { approveDiscovery, askDiscovery } from './discovery.ts';
export { incidentDeadlines } from './incident-deadlines.ts';
export { incidentChannels, noticesFor } from './incident-notices.ts';
export { incidentReaders } from './incident-permissions.ts';
export {
  assessmentRequest,
  delayRequest,
  discoveryApproval,
  discoveryRequest,
  incidentDecisionRequest,
  noticeRequest,
  openRequest,
} from './incident-requests.ts';
export { listIncidents, nextDue, showIncident } from './incident-view.ts';
export type { IncidentView } from './incident-view.ts';
export type { Incident } from './incident.ts';
export { noticesDue } from './notices-due.ts';
export type { NoticeDue } from './notices-due.ts';
export { openIncident } from './open-incident.ts';
export type { Opened } from './open-incident.ts';
export type { AnomalySeen, IncidentPorts } from './ports.ts';
export { recordDelay, recordNotice } from './record-notice.ts';
