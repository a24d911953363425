/** The way in which an activity that throws is tried again: its trouble is storage's or the network's, and passes. */
export const retries = { firstMilliseconds: 2_000, attempts: 5, backoff: 2 } as const;
