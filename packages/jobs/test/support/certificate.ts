import { generateKeyPairSync, sign } from 'node:crypto';

/** A private key and its certificate, as a TLS server takes them. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** What is in a certificate. */
export interface CertificateContent {
  /** Host name. */
  readonly name: string;
  readonly notAfter?: Date;
}

const ECDSA_WITH_SHA256 = '06082a8648ce3d040302';
const COMMON_NAME = '0603550403';

/** Makes a certificate that signs itself, with a new key each time: Node can read such, but not make them. */
export function selfSigned({
  name,
  notAfter = new Date(Date.now() + 86_400_000),
}: CertificateContent): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(Buffer.from(ECDSA_WITH_SHA256, 'hex'));
  const issuer = sequence(der(0x31, sequence(Buffer.from(COMMON_NAME, 'hex'), der(0x0c, Buffer.from(name)))));
  const validity = sequence(time(new Date('2020-01-01T00:00:00Z')), time(notAfter));
  const publicInfo = publicKey.export({ type: 'spki', format: 'der' });
  const serial = der(0x02, Buffer.from([1]));
  const content = sequence(serial, algorithm, issuer, validity, issuer, publicInfo);
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]));
  const bytes = sequence(content, algorithm, signature);
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** UTCTime. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

/** Tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const length = content.length;
  const bytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}
