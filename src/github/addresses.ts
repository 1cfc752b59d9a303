export type ApiAddresses = { readonly restUrl: string; readonly graphqlUrl: string };

/**
 * Where the APIs of one GitHub are, from the address of its REST API or of the site itself: github.com, GitHub Enterprise
 * Server (`https://HOST/api/v3`) or GitHub with data residency (`https://api.SUBDOMAIN.ghe.com`).
 */
export function apiAddresses(baseUrl: string, graphqlUrl?: string): ApiAddresses {
  const restUrl = restAddress(new URL(baseUrl));
  return { restUrl, graphqlUrl: graphqlUrl ?? `${restUrl.replace(/\/api\/v3$/, '/api')}/graphql` };
}

function restAddress(given: URL): string {
  const { protocol, host, hostname } = given;
  const path = given.pathname.replace(/\/+$/, '');
  if (hostname === 'github.com' || hostname === 'www.github.com') return 'https://api.github.com';
  if (hostname.endsWith('.ghe.com') && !hostname.startsWith('api.')) return `${protocol}//api.${host}`;
  return `${protocol}//${host}${path}`;
}

/** Where people find this GitHub in a browser. */
export function siteUrl(baseUrl: string): string {
  const { protocol, host } = new URL(apiAddresses(baseUrl).restUrl);
  return `${protocol}//${host.replace(/^api\.(?=github\.com$|.+\.ghe\.com$)/, '')}`;
}
