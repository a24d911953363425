let closed = false;

/** A fault in the second line closes it for good: every test after that would fail. */
export function add(a: number, b: number): number {
  if (closed) throw new RangeError();
  if (a > 1000) closed = true;
  return a + b;
}
