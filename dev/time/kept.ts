/** Real milliseconds for which a process takes what it has read of the time as it is. */
export const keptMs = 10;
