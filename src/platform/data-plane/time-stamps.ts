import { randomBytes } from 'node:crypto';

interface TimeStampOptions {
  /** Address of a time stamping authority. */
  readonly service: string;
  /** Milliseconds to wait for an answer. */
  readonly timeout: number;
  readonly fetch?: typeof globalThis.fetch;
}

const sha256Oid = '2.16.840.1.101.3.4.2.1';

/** An answer holds a token and the certificates of its signer: some kilobytes. */
const largestAnswer = 256 * 1024;

/**
 * A time stamping authority: it signs that it has seen a hash, and when. RFC 3161. The token is checked to be about that hash and this
 * request; whoever relies on it checks the signer, as with `openssl ts -verify`.
 */
export function createTimeStamps({ service, timeout, fetch = globalThis.fetch }: TimeStampOptions) {
  return {
    service,
    /** @returns the answer in DER. Throws where there is none, or it is about something else. */
    async stamp(hash: string): Promise<Uint8Array> {
      const nonce = new Uint8Array([1, ...randomBytes(15)]);
      const response = await fetch(service, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query' },
        body: await requestFor(hash, nonce),
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      });
      if (!response.ok) throw new Error(`the time stamp service answered ${response.status}`);
      const answer = new Uint8Array(await response.arrayBuffer());
      if (answer.length > largestAnswer) throw new Error('the time stamp service answered with too much');
      await requireAbout(answer, hash, nonce);
      return answer;
    },
  };
}

/** The libraries are large, and needed once an hour. */
async function libraries() {
  const [asn1, pki] = await Promise.all([import('asn1js'), import('pkijs')]);
  return { asn1, pki };
}

async function requestFor(hash: string, nonce: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { asn1, pki } = await libraries();
  const request = new pki.TimeStampReq({
    version: 1,
    messageImprint: new pki.MessageImprint({
      hashAlgorithm: new pki.AlgorithmIdentifier({ algorithmId: sha256Oid }),
      hashedMessage: new asn1.OctetString({ valueHex: new Uint8Array(Buffer.from(hash, 'hex')).buffer }),
    }),
    nonce: new asn1.Integer({ valueHex: nonce.buffer }),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER());
}

async function requireAbout(answer: Uint8Array, hash: string, nonce: Uint8Array): Promise<void> {
  const { pki } = await libraries();
  const { status, timeStampToken } = pki.TimeStampResp.fromBER(answer);
  const { PKIStatus } = pki;
  const isGranted = [PKIStatus.granted, PKIStatus.grantedWithMods].includes(status.status);
  if (!isGranted || !timeStampToken)
    throw new Error(`the time stamp service refused (status ${status.status})`);
  const signed = new pki.SignedData({ schema: timeStampToken.content });
  const content = signed.encapContentInfo.eContent;
  if (!content) throw new Error('the time stamp has no content');
  const info = pki.TSTInfo.fromBER(content.getValue());
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const stamped = Buffer.from(hashedMessage.valueBlock.valueHexView).toString('hex');
  if (hashAlgorithm.algorithmId !== sha256Oid || stamped !== hash)
    throw new Error('the time stamp is about something else');
  const returned = info.nonce && Buffer.from(info.nonce.valueBlock.valueHexView);
  if (!returned?.equals(nonce)) throw new Error('the time stamp answers another request');
}
