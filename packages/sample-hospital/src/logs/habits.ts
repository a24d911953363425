import { bayou } from './habits/bayou.ts';
import { lakeside } from './habits/lakeside.ts';
import { sierra } from './habits/sierra.ts';

export * from './habits/habits.ts';

export const habits = { a: lakeside, b: sierra, c: bayou } as const;
export type HabitsName = keyof typeof habits;
