import { expect, test } from 'vitest';
import { harness } from '../operations/harness.ts';
import { forgetClientTokens, withClientToken } from './client-token.ts';

const day = 24 * 60 * 60 * 1000;

function setup() {
  const h = harness();
  let made = 0;
  const call = (input: object) =>
    withClientToken('CreateVpc', { ...input }, h.context, (context) =>
      context.transact((draft) => {
        made += 1;
        draft.put({
          kind: 'internet-gateway',
          id: `igw-${made}`,
          account: h.context.account,
          region: h.context.region,
          created: 0,
          tags: {},
        });
        return { Id: `igw-${made}`, When: new Date(context.now) };
      }),
    );
  return { h, call, made: () => made };
}

test('the same request with the same token is done once and answered twice alike', async () => {
  const { call, made } = setup();
  const first = await call({ ClientToken: 't', CidrBlock: '10.0.0.0/16' });
  expect(await call({ ClientToken: 't', CidrBlock: '10.0.0.0/16' })).toEqual(first);
  expect(made()).toBe(1);
});

test('two at the same time are done once', async () => {
  const { call, made } = setup();
  const [one, other] = await Promise.all([call({ ClientToken: 't' }), call({ ClientToken: 't' })]);
  expect(one).toEqual(other);
  expect(made()).toBe(1);
});

test('another request with the token is refused', async () => {
  const { call } = setup();
  await call({ ClientToken: 't', CidrBlock: '10.0.0.0/16' });
  await expect(call({ ClientToken: 't', CidrBlock: '10.1.0.0/16' })).rejects.toMatchObject({
    code: 'IdempotentParameterMismatch',
  });
});

test('RAM calls the token and its refusals otherwise', async () => {
  const { call, made } = setup();
  await call({ clientToken: 't', name: 'a' });
  await call({ clientToken: 't', name: 'a' });
  expect(made()).toBe(1);
  await expect(call({ clientToken: 't', name: 'b' })).rejects.toMatchObject({
    code: 'IdempotentParameterMismatchException',
  });
  await expect(call({ clientToken: 't'.repeat(65) })).rejects.toMatchObject({ code: 'InvalidClientTokenException' });
});

test('without a token, or after a day, it is done again', async () => {
  const { h, call, made } = setup();
  await call({});
  await call({});
  await call({ ClientToken: 't' });
  h.clock.advance(day + 1);
  await call({ ClientToken: 't' });
  expect(made()).toBe(4);
  h.clock.advance(day + 1);
  await h.store.transact((draft) => forgetClientTokens(draft, h.context.now));
  expect([...h.network.all('client-token')]).toEqual([]);
});
