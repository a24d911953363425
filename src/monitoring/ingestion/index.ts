export { handleEvent, handleMessage } from './handle-event.ts';
