/** These assertions are the compiler's: a line that should not compile is marked, and the type check fails if it does. */

import type * as ec2 from '@aws-sdk/client-ec2';
import type * as iam from '@aws-sdk/client-iam';
import type * as organizations from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import type { Handler, Handlers, Input, OperationName, Output } from './handlers.ts';

interface Context {
  readonly account: string;
}

const vpcs: Handlers<typeof ec2, Context, 'CreateVpc' | 'DeleteVpc'> = {
  CreateVpc: ({ account }, { CidrBlock }) => {
    // @ts-expect-error an optional member may be absent
    expect(() => CidrBlock.length).toThrow(TypeError);
    return { Vpc: { OwnerId: account, CidrBlock, State: 'pending' } };
  },
  DeleteVpc: async (_, { VpcId }) => {
    expect(VpcId.length).toBe(5);
    return {};
  },
};

test('handlers are called with a context and an input', async () => {
  expect(await vpcs.CreateVpc({ account: '1' }, {})).toEqual({
    Vpc: { OwnerId: '1', CidrBlock: undefined, State: 'pending' },
  });
  expect(await vpcs.DeleteVpc({ account: '1' }, { VpcId: 'vpc-1' })).toEqual({});
});

test('operations come from the module, whatever the service', () => {
  const names: [OperationName<typeof ec2>, OperationName<typeof iam>, OperationName<typeof organizations>] = [
    'DescribeVpcs',
    'CreateUser',
    'ListRoots',
  ];
  // @ts-expect-error no such operation
  const misspelt: OperationName<typeof ec2> = 'DescribeVpcz';
  expect([...names, misspelt]).toHaveLength(4);
});

test('inputs', () => {
  const required: Input<typeof ec2, 'DeleteVpc'> = { VpcId: 'vpc-1' };
  // @ts-expect-error a required member is missing
  const missing: Input<typeof ec2, 'DeleteVpc'> = {};
  // @ts-expect-error no such member
  const unknown: Input<typeof ec2, 'DeleteVpc'> = { VpcId: 'vpc-1', Bogus: 1 };
  const inner = (input: Input<typeof iam, 'CreateUser'>): string[] | undefined => {
    return input.Tags?.map(({ Key, Value }) => Key.concat(Value));
  };
  const bare = (input: Input<typeof ec2, 'DescribeVpcs'>) => {
    // @ts-expect-error lists are read only
    input.VpcIds?.push('vpc-1');
  };
  expect([required, missing, unknown, inner({ UserName: 'a', Tags: [{ Key: 'k', Value: 'v' }] }), bare({})]).toEqual([
    { VpcId: 'vpc-1' },
    {},
    { VpcId: 'vpc-1', Bogus: 1 },
    ['kv'],
    undefined,
  ]);
});

test('outputs', () => {
  const frozen: readonly { readonly Key: string; readonly Value: string }[] = Object.freeze([{ Key: 'k', Value: 'v' }]);
  const readOnly: Output<typeof ec2, 'DescribeVpcs'> = { Vpcs: [{ Tags: frozen }] };
  // @ts-expect-error a wrong type deep inside
  const wrong: Output<typeof ec2, 'DescribeVpcs'> = { Vpcs: [{ IsDefault: 'yes' }] };
  // @ts-expect-error no such member
  const unknown: Output<typeof ec2, 'DescribeVpcs'> = { Vpcs: [{ Bogus: 1 }] };
  // @ts-expect-error metadata is the client's
  const metadata: Output<typeof ec2, 'DescribeVpcs'> = { $metadata: {} };
  const moment: Output<typeof organizations, 'ListAccounts'> = { Accounts: [{ JoinedTimestamp: new Date(0) }] };
  expect([readOnly, wrong, unknown, metadata, moment]).toHaveLength(5);
});

test('a handler alone', () => {
  // @ts-expect-error it answers what is no output of the operation
  const handler: Handler<typeof ec2, Context, 'DescribeVpcs'> = () => ({ Vpcs: 'none' });
  expect(handler({ account: '1' }, {})).toEqual({ Vpcs: 'none' });
});
