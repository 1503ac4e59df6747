import { expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { operationNamed, plainInput } from './plain-input.ts';

async function read(service: string, name: string, input: unknown): Promise<unknown> {
  try {
    return plainInput(await operationNamed(service, name), input);
  } catch (reason) {
    if (reason instanceof Fault) return `${reason.code}: ${reason.message}`;
    throw reason;
  }
}

test('input in the names of the API is read as the wire reads its own', async () => {
  const input = { GroupId: 'sg-1', IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [] }] };
  expect(await read('ec2', 'AuthorizeSecurityGroupIngress', input)).toEqual(input);
  expect(await read('organizations', 'CreateAccount', { AccountName: 'a', Email: 'a@example.com' })).toEqual({
    AccountName: 'a',
    Email: 'a@example.com',
  });
  expect(await read('route53', 'GetHostedZone', { Id: 'Z1' })).toEqual({ Id: 'Z1' });
});

test.each([
  ['ec2', 'CreateVpcs', {}, 'InvalidAction: The action CreateVpcs is not valid for this web service.'],
  ['ec2', 'toString', {}, 'InvalidAction: The action toString is not valid for this web service.'],
  ['s3', 'PutObject', {}, 'UnknownService: There are no operations of s3 to call.'],
  ['ec2', 'CreateSubnet', {}, 'MissingParameter: The request must contain the parameter VpcId'],
  ['ec2', 'CreateVpc', { CidrBlok: '10.0.0.0/16' }, 'UnknownParameter: The parameter CidrBlok is not recognized'],
  [
    'ec2',
    'AuthorizeSecurityGroupIngress',
    { GroupId: 'sg-1', IpPermissions: [{ FromPort: 80, Port: 1 }] },
    'UnknownParameter: The parameter IpPermissions.1.member.Port is not recognized',
  ],
  [
    'ec2',
    'CreateVpc',
    { CidrBlock: 10 },
    'InvalidParameterValue: Value (NUMBER_VALUE) for parameter CidrBlock is invalid. Expected a valid string.',
  ],
  [
    'organizations',
    'CreateAccount',
    { AccountName: 'a' },
    "ValidationException: 1 validation error detected: Value null at 'email' failed to satisfy constraint: Member must not be null",
  ],
])('%s %s with %j is refused in the service’s own words', async (service, name, input, refusal) => {
  expect(await read(service, name, input)).toBe(refusal);
});
