import { describe, expect, it } from '@jest/globals';
import { type Address, chatText, createChat, isPublic } from '../src/chat.ts';
import { createLog } from '../src/log.ts';

const log = createLog('silent');
const hook = { account: 'acme', alias: 'reviews', url: 'https://chat.example/hook/1' };

/** A network in which every name means these addresses. */
function aNetwork(addresses: readonly Address[], status = 200) {
  const posted: { url: string; places: readonly Address[]; body: string }[] = [];
  return {
    posted,
    resolve: () => Promise.resolve(addresses),
    post: (url: URL, places: readonly Address[], body: string) => {
      posted.push({ url: url.href, places, body });
      return Promise.resolve(status);
    },
  };
}

const abroad = { address: '93.184.216.34', family: 4 };

describe('a chat', () => {
  it('is told at the address that was looked at, and nowhere else', async () => {
    const network = aNetwork([abroad]);
    expect(await createChat([hook], log, network)('Acme', 'reviews', 'ada: look')).toBe(true);
    expect(network.posted).toEqual([{ url: hook.url, places: [abroad], body: '{"text":"ada: look"}' }]);
  });

  it.each([
    { why: 'another account names its alias', account: 'evil', alias: 'reviews' },
    { why: 'nobody configured the alias', account: 'acme', alias: 'others' },
  ])('is not told where $why', async ({ account, alias }) => {
    const network = aNetwork([abroad]);
    expect(await createChat([hook], log, network)(account, alias, 'look')).toBe(false);
    expect(network.posted).toEqual([]);
  });

  it('is not told where one of the addresses of its name is private', async () => {
    const network = aNetwork([abroad, { address: '10.0.0.1', family: 4 }]);
    expect(await createChat([hook], log, network)('acme', 'reviews', 'look')).toBe(true);
    expect(network.posted).toEqual([]);
  });

  it('is not followed to where it redirects, and is not asked again', async () => {
    const network = aNetwork([abroad], 302);
    expect(await createChat([hook], log, network)('acme', 'reviews', 'look')).toBe(true);
    expect(network.posted).toHaveLength(1);
  });

  it('reads no markup out of a text', () => {
    expect(chatText('<!channel> <https://evil.example|here> & more')).toBe(
      '&lt;!channel&gt; &lt;https://evil.example|here&gt; &amp; more',
    );
  });

  it.each([
    ['127.0.0.1', 4],
    ['10.1.2.3', 4],
    ['172.31.255.255', 4],
    ['192.168.1.1', 4],
    ['169.254.169.254', 4],
    ['100.64.0.1', 4],
    ['0.0.0.0', 4],
    ['224.0.0.1', 4],
    ['255.255.255.255', 4],
    ['::1', 6],
    ['::', 6],
    ['fe80::1', 6],
    ['fd00::1', 6],
    ['::ffff:10.0.0.1', 6],
    ['64:ff9b::a00:1', 6],
    ['2002:a00:1::', 6],
    ['2001:db8::1', 6],
    ['ff02::1', 6],
  ] as const)('at %s would be in a private network', (address, family) => {
    expect(isPublic({ address, family })).toBe(false);
  });

  it.each([
    ['1.1.1.1', 4],
    ['172.32.0.1', 4],
    ['2606:4700:4700::1111', 6],
  ] as const)('at %s is in the open', (address, family) => {
    expect(isPublic({ address, family })).toBe(true);
  });
});
