/** A package, or a part of it, is not as it has to be. The message is for people: what is wrong, and with which file. */
export class PackageRefused extends Error {}

/** Runs a check: the answer is what is wrong, in words, or the result. Errors of the machine, as of a disk, are thrown. */
export async function orTrouble<T>(
  work: () => Promise<T> | T,
): Promise<{ readonly value: T } | { readonly why: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (isOfSystem(error)) throw error;
    return { why: error instanceof RangeError ? 'it is nested too deep' : (error as Error).message };
  }
}

/** Errors of system calls name the call; those of zlib and of the reader of zips do not. */
export function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
