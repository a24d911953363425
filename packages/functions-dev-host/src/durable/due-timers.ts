/** A timer of an orchestration that has not fired. */
export interface DueTimer {
  readonly fireAt: Date;
  readonly instanceId: string;
  readonly executionId: string;
  readonly timerId: number;
}

export interface DueTimers {
  add(timer: DueTimer): void;
  /** Those whose time has come; each is given once. */
  due(now: Date): readonly DueTimer[];
}

export function createDueTimers(): DueTimers {
  let timers: DueTimer[] = [];
  return {
    add: (timer) => void timers.push(timer),
    due(now) {
      const come = timers.filter(({ fireAt }) => fireAt <= now);
      if (come.length > 0) timers = timers.filter(({ fireAt }) => fireAt > now);
      return come;
    },
  };
}
