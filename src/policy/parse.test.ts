/** parsePolicy: what comes out compiled, and how a flaw leaves. */
import { describe, expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { parsePolicy } from './parse.ts';

/** The default policy of a gateway endpoint, as EC2 shows it. */
const defaultEndpointPolicy =
  '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';

describe('parsePolicy', () => {
  test('the default endpoint policy', () => {
    const policy = parsePolicy(defaultEndpointPolicy, 'endpoint');
    expect(policy).toMatchObject({ kind: 'endpoint', version: '2008-10-17', id: undefined });
    expect(policy.statements).toHaveLength(1);
    expect(policy.statements[0]).toMatchObject({
      sid: undefined,
      index: 0,
      effect: 'Allow',
      principal: { negated: false, named: [{ kind: 'everyone' }], accountMeansRoot: true },
      actions: [{ kind: 'any' }],
      conditions: [],
    });
  });

  test('the version defaults to 2008-10-17, where variables are plain text', () => {
    const text = (version: object) =>
      JSON.stringify({
        ...version,
        Statement: { Effect: 'Allow', Action: 'a:b', Resource: 'arn:aws:s3:::$'.concat('{aws:username}') },
      });
    expect(parsePolicy(text({}), 'identity').statements[0]?.resources?.[0]?.kind).toBe('fixed');
    expect(parsePolicy(text({ Version: '2012-10-17' }), 'identity').statements[0]?.resources?.[0]?.kind).toBe(
      'template',
    );
  });

  test.each([
    ['111122223333', { kind: 'account', account: '111122223333' }],
    ['arn:aws:iam::111122223333:root', { kind: 'account', account: '111122223333' }],
    ['arn:aws:iam::111122223333:user/a', { kind: 'arn', arn: 'arn:aws:iam::111122223333:user/a' }],
    ['*', { kind: 'everyone' }],
    ['AROAEXAMPLEROLEID123', { kind: 'arn', arn: 'AROAEXAMPLEROLEID123' }],
  ])('principal AWS %s', (name, expected) => {
    const policy = parsePolicy(
      JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: name }, Action: 'sts:AssumeRole' } }),
      'trust',
    );
    expect(policy.statements[0]?.principal?.named).toEqual([expected]);
  });

  test.each([
    ['AWS', '1234'],
    ['AWS', 'arn:aws:iam::111122223333:group/g'],
    ['AWS', 'arn:aws:iam::111122223333:role/*'],
    ['Service', '*'],
    ['Federated', '*'],
    ['CanonicalUser', 'abc'],
    ['Nobody', 'x'],
  ])('principal %s %s is refused', (type, name) => {
    const text = JSON.stringify({
      Statement: { Effect: 'Allow', Principal: { [type]: name }, Action: 'sts:AssumeRole' },
    });
    expect(() => parsePolicy(text, 'trust')).toThrow('Invalid principal in policy');
  });

  test('a flaw leaves as a Fault with the caller’s code', () => {
    expect(() => parsePolicy('', 'identity')).toThrow(new Fault('MalformedPolicyDocument', 'Syntax errors in policy.'));
    try {
      parsePolicy('', 'resource', { code: 'MalformedPolicy' });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
      expect((error as Fault).code).toBe('MalformedPolicy');
      expect((error as Fault).status).toBe(400);
    }
  });
});
