/** Takes in events of Event Grid and messages of the queue `changes`. */
export { handleEvent, handleMessage } from './handle-event.ts';
export { parseEvent } from './parse-event.ts';
export { parseMessage } from './parse-message.ts';
export type { Arrival, IngestionPorts, MessagePorts } from './ports.ts';
