/** Takes messages of the queue `changes-bulk`: work that nobody waits for, on the budgets of scans. */
export { handleBulkMessage } from './handle-bulk-message.ts';
export type { BulkPorts } from './handle-bulk-message.ts';
