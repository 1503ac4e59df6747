import { expect, test } from 'vitest';
import { endpointService } from '../../model/endpoint-service.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { defaultPolicies, readEndpointPolicy } from './vpc-endpoint-policy.ts';

const s3 = endpointService('us-east-1', 'com.amazonaws.us-east-1.s3', 'Gateway')!;
const mail = endpointService('us-east-1', 'com.amazonaws.us-east-1.email-smtp', 'Interface')!;
const policy = '{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}';

test.each(['Gateway', 'Interface'] as const)('the default policy of a %s endpoint allows everything', (type) => {
  expect(parsePolicy(defaultPolicies[type], 'endpoint').statements).toMatchObject([{ effect: 'Allow' }]);
});

test.each([
  ['none', undefined, defaultPolicies.Gateway],
  ['an empty one', '', defaultPolicies.Gateway],
  ['one', policy, policy],
])('where the request has %s', (_, text, kept) => {
  expect(readEndpointPolicy(text, s3)).toBe(kept);
});

test('none is taken for a service without, nor one that is too long', () => {
  expect(readEndpointPolicy(undefined, mail)).toBe(defaultPolicies.Interface);
  expect(() => readEndpointPolicy(policy, mail)).toThrow('does not support endpoint policies');
  expect(() => readEndpointPolicy(policy + ' '.repeat(20481 - policy.length), s3)).toThrow();
  expect(readEndpointPolicy(policy + ' '.repeat(20480 - policy.length), s3)).toHaveLength(20480);
});
