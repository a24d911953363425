/** What may be a breach of PHI: its discovery, its assessment, what is decided, and which notices are due by when. 45 CFR 164.400-414. */
export { assessIncident } from './assess.ts';
export { incidentReaders } from './concerned.ts';
export { decideIncident } from './decide.ts';
export { noticesDue } from './due.ts';
export type { NoticeDue } from './due.ts';
export type { Discovery, Incident } from './incident.ts';
export { approveDiscovery, askDiscovery } from './move-discovery.ts';
export { recordDelay, recordNotice } from './notify.ts';
export { noticesFor } from './notices.ts';
export { openIncident } from './open.ts';
export type { Opened } from './open.ts';
export { incidentChannels } from './told-of.ts';
export type { AnomalySeen, IncidentPorts } from './types.ts';
export { listIncidents, showIncident } from './view.ts';
export type { IncidentView } from './view.ts';
