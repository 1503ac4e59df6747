/** RequestContext: keys whatever their case, and what the principal alone tells. */
import { describe, expect, test } from 'vitest';
import { requestContext } from './context.ts';
import { principalFromArn, type RequestPrincipal } from './principal.ts';

const account = '111122223333';
const principal = (arn: string) => principalFromArn(arn) as RequestPrincipal;

describe('requestContext', () => {
  test('finds keys in lower case, from a record and from a map', () => {
    const anonymous = { kind: 'anonymous' } as const;
    expect(requestContext({ 'aws:SourceVpce': 'vpce-1' }, anonymous).get('aws:sourcevpce')).toEqual(['vpce-1']);
    expect(requestContext(new Map([['AWS:TagKeys', ['a', 'b']]]), anonymous).get('aws:tagkeys')).toEqual(['a', 'b']);
  });
  test('a key without values is absent', () => {
    expect(requestContext({ 'aws:TagKeys': [] }, { kind: 'anonymous' }).has('aws:tagkeys')).toBe(false);
  });
  test('asks a reader for each key once, and adds what the principal tells', () => {
    const asked: string[] = [];
    const read = (key: string) => {
      asked.push(key);
      return key === 'aws:tagkeys' ? ['a'] : key === 'aws:principaltype' ? [] : undefined;
    };
    const context = requestContext(read, principal(`arn:aws:iam::${account}:user/a`));
    const keys = ['aws:tagkeys', 'aws:tagkeys', 'aws:username', 'aws:principaltype'];
    expect(keys.map((key) => context.get(key))).toEqual([['a'], ['a'], ['a'], undefined]);
    expect(asked).toEqual(['aws:tagkeys', 'aws:username', 'aws:principaltype']);
  });
  test('what the caller gave stays', () => {
    const context = requestContext({ 'aws:PrincipalArn': 'given' }, principal(`arn:aws:iam::${account}:user/a`));
    expect(context.get('aws:principalarn')).toEqual(['given']);
  });
  test.each([
    [`arn:aws:iam::${account}:root`, 'aws:principaltype', 'Account'],
    [`arn:aws:iam::${account}:root`, 'aws:userid', account],
    [`arn:aws:iam::${account}:user/team/alice`, 'aws:username', 'alice'],
    [`arn:aws:sts::${account}:assumed-role/App/i-1`, 'aws:principalarn', `arn:aws:iam::${account}:role/App`],
    [`arn:aws:sts::${account}:assumed-role/App/i-1`, 'aws:username', undefined],
    [`arn:aws:sts::${account}:federated-user/bob`, 'aws:principaltype', 'FederatedUser'],
    [`arn:aws:sts::${account}:federated-user/bob`, 'aws:principalaccount', account],
  ])('%s has %s %s', (arn, key, value) => {
    expect(requestContext({}, principal(arn)).get(key)?.[0]).toBe(value);
  });
  test('services, federated providers and nobody', () => {
    expect(
      requestContext({}, { kind: 'service', service: 's3.amazonaws.com' }).get('aws:principalisawsservice'),
    ).toEqual(['true']);
    expect(requestContext({}, { kind: 'federated', provider: 'p' }).get('aws:federatedprovider')).toEqual(['p']);
    expect(requestContext({}, { kind: 'anonymous' }).get('aws:principaltype')).toEqual(['Anonymous']);
  });
});
