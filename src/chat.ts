import { type LookupAddress, lookup } from 'node:dns';
import { request } from 'node:https';
import { BlockList } from 'node:net';
import type { Logger } from './log.ts';

/** The address of a chat, which the operator configured under an alias for one account. */
export type ChatWebhook = { readonly account: string; readonly alias: string; readonly url: string };

/** False: this account has no chat of that alias, so nobody was told anything. What fails is logged and not tried again. */
export type TryPost = (account: string, alias: string, text: string) => Promise<boolean>;

export type Address = { readonly address: string; readonly family: number };

export type Network = {
  readonly resolve: (host: string) => Promise<readonly Address[]>;
  /** Posts to the host of the address at one of these places, whatever its name means by now. */
  readonly post: (url: URL, places: readonly Address[], body: string) => Promise<number>;
};

/**
 * Posts to chats that take Slack's incoming webhooks. A policy names an alias and never an address, so that nobody but the
 * operator decides whom this server talks to; an address that leads into a private network is refused all the same.
 */
export function createChat(webhooks: readonly ChatWebhook[], log: Logger, network: Network = internet): TryPost {
  return async (account, alias, text) => {
    const own = webhooks.find((each) => each.account === account.toLowerCase() && each.alias === alias);
    if (own === undefined) return false;
    try {
      await postTo(new URL(own.url), text, network);
    } catch (error) {
      // The address is a secret: whoever knows it can post.
      log.warn({ account, alias, problem: error instanceof Error ? error.message : 'unknown' }, 'chat not reached');
    }
    return true;
  };
}

async function postTo(url: URL, text: string, { resolve, post }: Network): Promise<void> {
  const places = await resolve(url.hostname.replace(/^\[|\]$/g, ''));
  if (places.length === 0 || !places.every(isPublic)) throw new Error('the address leads into a private network');
  const status = await post(url, places, JSON.stringify({ text }));
  // A redirect is followed by nobody: it would lead to an address that was not looked at.
  if (status < 200 || status > 299) throw new Error(`the chat answered ${status}`);
}

/** Slack reads these three as markup; with them written out nobody can be mentioned and nothing be linked by a text. */
export const chatText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** https://www.iana.org/assignments/iana-ipv4-special-registry and its counterpart for IPv6. */
const reserved = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  reserved.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  reserved.addSubnet(net, prefix, 'ipv6');
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** Of IPv6, what is not global unicast may stand for any address of IPv4 too. */
export function isPublic({ address, family }: Address): boolean {
  if (family === 4) return !reserved.check(address, 'ipv4');
  return global.check(address, 'ipv6') && !reserved.check(address, 'ipv6');
}

const patience = 5_000;

const internet: Network = {
  resolve: (host) =>
    new Promise((found, failed) => {
      lookup(host, { all: true }, (error, addresses) => (error === null ? found(addresses) : failed(error)));
    }),
  post: (url, places, body) =>
    new Promise((answered, failed) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      // The name is not asked for again: it may mean something else the second time.
      const fixed = { agent: false, lookup: lookupAmong(places) } as const;
      const signal = AbortSignal.timeout(patience);
      const sent = request(url, { method: 'POST', headers, signal, ...fixed }, (answer) => {
        answer.destroy();
        answered(answer.statusCode ?? 0);
      });
      sent.on('error', failed);
      sent.end(body);
    }),
};

type Found = (error: NodeJS.ErrnoException | null, addresses: string | LookupAddress[], family?: number) => void;

const lookupAmong =
  (places: readonly Address[]) =>
  (_host: string, { all }: { readonly all?: boolean | undefined }, found: Found): void => {
    const [first] = places;
    if (all === true) found(null, [...places]);
    else found(null, first?.address ?? '', first?.family);
  };
