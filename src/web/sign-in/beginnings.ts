import type { Context } from 'hono';
import { createSealer, isSame, randomToken, sha256 } from '../seal.ts';
import { createCookie } from './cookie.ts';
import type { SignInPorts } from './ports.ts';

type Begun = { readonly state: string; readonly verifier: string; readonly to: string; readonly at: number };

/** Sign-ins that were begun: each is kept, sealed, by the browser that began it. */
export type Beginnings = {
  /** What GitHub is to be sent to ask for this one. */
  readonly begin: (context: Context, to: string) => { readonly state: string; readonly challenge: string };
  /** Ends the one of this browser; null: it has begun none that fits, or too long ago. */
  readonly finish: (context: Context, state: string) => Begun | null;
};

const beginLife = 10 * 60_000;

export function createBeginnings({ publicUrl, secret, now }: SignInPorts): Beginnings {
  const cookie = createCookie(publicUrl, 'countersign-begun', beginLife);
  const sealer = createSealer(secret);
  return {
    begin: (context, to) => {
      const [state, verifier] = [randomToken(), randomToken()];
      const begun: Begun = { state, verifier, to, at: now().getTime() };
      cookie.write(context, sealer.seal(JSON.stringify(begun), 'begun'));
      return { state, challenge: sha256(verifier) };
    },
    finish: (context, state) => {
      const text = sealer.unseal(cookie.read(context) ?? '', 'begun');
      cookie.drop(context);
      if (text === null) return null;
      const begun = JSON.parse(text) as Begun;
      return now().getTime() - begun.at < beginLife && isSame(begun.state, state) ? begun : null;
    },
  };
}
