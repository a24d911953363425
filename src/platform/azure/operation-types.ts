/**
 * The address at which an operation is followed that Azure has accepted and not ended. `status`: its body says how it stands
 * (`Azure-AsyncOperation`). `result`: its status says so (`Location`). `untold`: Azure gave no address, or one of another host: only the
 * resource shows the end.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export type OperationLink =
  | { readonly kind: 'status' | 'result'; readonly url: string; readonly retryAfterSeconds?: number }
  | { readonly kind: 'untold'; readonly retryAfterSeconds?: number };

/** The standing of an operation. */
export type OperationStanding =
  | { readonly kind: 'running'; readonly retryAfterSeconds?: number; readonly why?: string }
  | { readonly kind: 'succeeded' }
  /** It has ended without success; in Azure's code and words, without what may be of a person. */
  | { readonly kind: 'failed'; readonly why: string }
  /** Azure does not know it any more, or does not let us see it. */
  | { readonly kind: 'lost'; readonly why: string };
