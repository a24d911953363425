/** The answer to each drift: who is told, what people decide, what the clock asks for. */
export { askExemption } from './ask-exemption.ts';
export { decide } from './decide.ts';
export type { Decided, Decision } from './decide.ts';
export { keepTime } from './keep-time.ts';
export { tellCanary, tellMorning, tellUndelivered } from './morning.ts';
export { createNoticeTeller } from './tell-notices.ts';
export { takeUp } from './take-up.ts';
export { driftWork } from './types.ts';
export type { DriftWork, Response, ResponsePorts, Step } from './types.ts';
export { openResponses, responseView } from './views.ts';
export type { ResponseSummary } from './views.ts';
