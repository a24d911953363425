/** Keeps calls back after a 429, until the time that the service named has passed. */
export interface HoldOff {
  /** Seconds still to wait; 0: go ahead. */
  remaining(key: string): number;
  /** Holds calls of this key back; never shortens what holds already. */
  hold(key: string, seconds: number): void;
}

export function createHoldOff(now: () => Date): HoldOff {
  const until = new Map<string, number>();
  return {
    remaining(key) {
      const left = (until.get(key) ?? 0) - now().getTime();
      if (left <= 0) until.delete(key);
      return Math.max(Math.ceil(left / 1000), 0);
    },
    hold(key, seconds) {
      until.set(key, Math.max(until.get(key) ?? 0, now().getTime() + seconds * 1000));
    },
  };
}
