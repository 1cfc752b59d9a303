import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, stopServer, type TestStore } from '../support/store.ts';

afterAll(stopServer);

describe.each(engines)('what is trusted on $name', ({ open }) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(() => test.wipe());
  afterAll(() => test.close());

  it('is what was seen first, for each installation by itself', async () => {
    const { store } = test;
    await store.trustFirst(1, [{ name: 'acme/seniors', id: 900 }]);
    await store.trustFirst(1, [{ name: 'acme/seniors', id: 901 }]);
    await store.trustFirst(2, [{ name: 'acme/seniors', id: 902 }]);
    expect(await store.recallTrusted(1, ['acme/seniors', 'acme/staff'])).toEqual({ 'acme/seniors': { id: 900 } });
    expect(await store.recallTrusted(2, ['acme/seniors'])).toEqual({ 'acme/seniors': { id: 902 } });
  });

  it('is what was found last, once that was acknowledged', async () => {
    const { store } = test;
    await store.trustFirst(1, [{ name: 'acme/seniors', id: 900 }]);
    await store.noteFound(1, [{ name: 'acme/seniors', id: 901 }]);
    await store.noteFound(1, [{ name: 'acme/seniors', id: 902 }]);
    expect(await store.recallTrusted(1, ['acme/seniors'])).toEqual({ 'acme/seniors': { id: 900, found: 902 } });
    expect(await store.acknowledge('acme')).toEqual([{ installationId: 1, name: 'acme/seniors', was: 900, id: 902 }]);
    expect(await store.recallTrusted(1, ['acme/seniors'])).toEqual({ 'acme/seniors': { id: 902 } });
  });
});
