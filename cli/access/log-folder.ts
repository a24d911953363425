/** The interpreter of queries is for development, and its analyzer large: loaded by who reviews a folder of logs, and deployed nowhere. */
export { openLogFolder } from '@phiwatch/kql-runner';
