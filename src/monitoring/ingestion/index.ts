export { handleEvent, handleMessage } from './handle-event.ts';
export type { MessagePorts } from './handle-event.ts';
