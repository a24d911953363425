import { inject } from 'vitest';
import type { Certificate } from '../../dev/tls.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Certificate of servers on this machine, made in vitest.config.ts. */
    readonly tls: Certificate;
  }
}

/** Returns the certificate of servers that tests start, which every process of the tests trusts. */
export function trustedCertificate(): Certificate {
  return inject('tls');
}
