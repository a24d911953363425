import type { Resource } from '../../src/model/index.ts';
import type { EvaluationContext } from '../../src/rules/policy/index.ts';

/** The outcome that a case expects of a policy. */
export type Expectation =
  /** The rule alone, lower case; null: it does not fire, or the effect is disabled. */
  | { readonly effect: string | null }
  | { readonly error: true }
  | { readonly unknown: true }
  /** The state; NotApplicable counts as compliant. */
  | { readonly compliant: boolean };

/** A policy, a resource, and what must come of them. */
export interface ConformanceCase {
  readonly id: string;
  readonly definition?: unknown;
  /** JSON text, which may not parse. */
  readonly definitionText?: string;
  readonly resource?: Resource;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly apiVersion?: string;
  readonly requestContext?: Readonly<Record<string, unknown>>;
  readonly context?: EvaluationContext;
  /** Answers to the look-ups of related resources, in their order. */
  readonly related?: readonly { readonly type?: string; readonly response: unknown }[];
  /** Related resources that are searched by the engine's own rules. */
  readonly children?: readonly Resource[];
  readonly aliases?: AliasTableName;
  readonly expect: Expectation;
  /** `then.details`, compared on the keys that it names. */
  readonly expectDetails?: unknown;
}

export type AliasTableName = 'test' | 'versioned' | 'builtin';
