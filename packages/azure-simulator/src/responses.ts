import type { ArmResponse } from './arm-message.ts';
import { ArmError } from './errors.ts';
import type { ParsedFault } from './faults.ts';

/** The answer that an error makes; what is no ArmError is a fault of the simulation itself. */
export function errorResponse(error: unknown): ArmResponse {
  if (error instanceof ArmError)
    return {
      status: error.status,
      headers: error.headers,
      body: { error: { code: error.code, message: error.message } },
    };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, headers: {}, body: { error: { code: 'InternalServerError', message } } };
}

const codes: Readonly<Record<number, string>> = {
  401: 'InvalidAuthenticationToken',
  403: 'AuthorizationFailed',
  404: 'ResourceNotFound',
  409: 'Conflict',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** The error that a fault asks for. */
export function faultError(fault: ParsedFault, status: number): ArmError {
  const headers = fault.retryAfter === undefined ? undefined : { 'Retry-After': String(fault.retryAfter) };
  const code = fault.code ?? codes[status] ?? 'InternalServerError';
  return new ArmError(
    status,
    code,
    fault.message ?? 'The simulation was told to fail this request.',
    headers,
  );
}
