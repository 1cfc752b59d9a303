import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** One cookie of ours: for this server alone, and for no script. */
export type Cookie = {
  readonly read: (context: Context) => string | undefined;
  readonly write: (context: Context, value: string) => void;
  readonly drop: (context: Context) => void;
};

export function createCookie(publicUrl: string, name: string, milliseconds: number): Cookie {
  const secure = publicUrl.startsWith('https:');
  // Without https there is no `__Host-`: the demo on this machine only.
  const full = `${secure ? '__Host-' : ''}${name}`;
  const options = { httpOnly: true, secure, sameSite: 'Lax', path: '/' } as const;
  return {
    read: (context) => getCookie(context, full),
    write: (context, value) => setCookie(context, full, value, { ...options, maxAge: milliseconds / 1000 }),
    drop: (context) => {
      deleteCookie(context, full, options);
    },
  };
}
