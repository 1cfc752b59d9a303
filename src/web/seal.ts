import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** Text that only we can read and nobody else can make. What it is for is part of the seal: none serves for another. */
export type Sealer = {
  readonly seal: (text: string, purpose: string) => string;
  /** null: not sealed by us, for something else, or changed since. */
  readonly unseal: (sealed: string, purpose: string) => string | null;
  /** A value that follows from another one and cannot be guessed from outside. */
  readonly derive: (text: string, purpose: string) => string;
};

/** AES-256-GCM under a key that is derived from the server's secret. */
export function createSealer(secret: string): Sealer {
  const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', secret, 'countersign', use, 32));
  const [sealing, deriving] = [keyFor('seal'), keyFor('derive')];
  return {
    seal: (text, purpose) => {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    unseal: (sealed, purpose) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < nonceLength + tagLength) return null;
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, nonceLength), {
        authTagLength: tagLength,
      });
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
      try {
        const body = bytes.subarray(nonceLength + tagLength);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
    derive: (text, purpose) => createHmac('sha256', deriving).update(`${purpose}\n${text}`).digest('base64url'),
  };
}

const nonceLength = 12;
const tagLength = 16;

/** Enough that nobody guesses it. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Compares without telling by the time it takes how much was right. */
export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)));
}
