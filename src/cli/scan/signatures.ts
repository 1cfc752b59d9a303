import type { Catalogue } from '../../core/detectors/catalogue.ts';
import { recognize } from '../../core/detectors/identity.ts';
import type { GitIdentity } from '../../core/facts.ts';

/** Who signed, and what is asked of them with every commit. */
export type Signature = { readonly identity: GitIdentity; readonly domain: string; readonly recognized: boolean };

const mostRemembered = 20_000;

/**
 * Finds the signature in `name NUL address`. A history has few authors, so each is decoded and recognized once; a flood of
 * invented ones makes us forget, not grow.
 */
export const createSignatures = (catalogue: Catalogue): ((bytes: Buffer, start: number, end: number) => Signature) => {
  const known = new Map<string, Signature>();
  return (bytes, start, end) => {
    const key = bytes.toString('latin1', start, end);
    const before = known.get(key);
    if (before !== undefined) return before;
    const [name = '', email = ''] = bytes.toString('utf8', start, end).split('\0');
    const identity = { name, email, account: null };
    const signature = { identity, domain: domainOf(email), recognized: recognize(identity, catalogue) !== null };
    if (known.size >= mostRemembered) known.clear();
    known.set(key, signature);
    return signature;
  };
};

const domainOf = (email: string): string => {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1).toLowerCase();
  return at < 0 || domain === '' || domain.length > 100 ? '(none)' : domain;
};
