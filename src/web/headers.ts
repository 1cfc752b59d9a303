import { secureHeaders } from 'hono/secure-headers';

/** Nothing from elsewhere, nothing inline, in nobody's frame. */
export const pageHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    scriptSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  // With `no-referrer` a browser would call the origin of our own forms `null`.
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
});
