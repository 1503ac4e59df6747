import { expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import { namedResources } from './named-resources.ts';

const account = '111122223333';
const other = '444455556666';
const base = { account, region: 'us-east-1', created: 0, tags: { team: 'a' } } as const;
const id = '0b0e1c2d-1111-4222-8333-444455556666';
const share = `arn:aws:ram:us-east-1:${account}:resource-share/${id}`;
const invitation = `arn:aws:ram:us-east-1:${account}:resource-share-invitation/${id}`;
const permission = `arn:aws:ram:us-east-1:${account}:permission/see`;
const subnet = `arn:aws:ec2:us-east-1:${account}:subnet/subnet-1`;

const resources: readonly Resource[] = [
  {
    ...base,
    kind: 'resource-share',
    id,
    name: 'shared',
    allowExternalPrincipals: true,
    desired: 'active',
    stateRevision: 0,
    updated: 0,
    permissions: [],
    resources: [],
    principals: [],
  },
  { ...base, kind: 'resource-share-invitation', id, share: id, receiver: other, principal: other, status: 'pending' },
  {
    ...base,
    kind: 'resource-share-permission',
    id: permission,
    name: 'see',
    resourceType: 'ec2:Subnet',
    defaultVersion: 1,
    updated: 0,
    versions: [],
  },
];
const network = resources.reduce((all, one) => all.with(one), Network.empty());
const named = (operation: string, input: Readonly<Record<string, unknown>>, caller = account) =>
  namedResources(network, { service: 'ram', operation, input, account: caller, region: 'us-east-1' });

const ofShare = { 'ram:ResourceShareName': 'shared', 'ram:ShareOwnerAccountId': account };
const tags = { team: 'a' };

test.each<[string, Readonly<Record<string, unknown>>, readonly object[]]>([
  ['GetResourceShares', { resourceOwner: 'SELF', permissionArn: permission }, [{ arn: '*', tags: {} }]],
  ['EnableSharingWithAwsOrganization', {}, [{ arn: '*', tags: {} }]],
  [
    'CreateResourceShare',
    { name: 's', resourceArns: [subnet], principals: [other], allowExternalPrincipals: false },
    [
      {
        arn: `arn:aws:ram:us-east-1:${account}:resource-share/*`,
        tags: {},
        keys: {
          'ram:ResourceArn': [subnet],
          'ram:RequestedResourceType': ['ec2:Subnet'],
          'ram:Principal': [other],
          'ram:RequestedAllowsExternalPrincipals': 'false',
        },
      },
    ],
  ],
  [
    'AssociateResourceShare',
    { resourceShareArn: share, principals: [other] },
    [{ arn: share, tags, keys: { ...ofShare, 'ram:AllowsExternalPrincipals': 'true', 'ram:Principal': [other] } }],
  ],
  [
    'AssociateResourceSharePermission',
    { resourceShareArn: share, permissionArn: permission },
    [
      {
        arn: share,
        tags,
        keys: { ...ofShare, 'ram:AllowsExternalPrincipals': 'true', 'ram:PermissionArn': [permission] },
      },
      { arn: permission, tags, keys: { 'ram:PermissionArn': [permission] } },
    ],
  ],
  [
    'CreatePermission',
    { name: 'see', resourceType: 'ec2:Subnet' },
    [{ arn: permission, tags: {}, keys: { 'ram:PermissionResourceType': 'ec2:Subnet' } }],
  ],
  ['TagResource', { resourceArn: permission }, [{ arn: permission, tags, keys: {} }]],
])('%s is about what it names', (operation, input, expected) => {
  expect(named(operation, input)).toEqual(expected);
});

test('who is invited is judged on the name and owner of the share, and whoever else knows the ARN on nothing of it', () => {
  const input = { resourceShareInvitationArn: invitation };
  expect(named('AcceptResourceShareInvitation', input, other)).toEqual([{ arn: invitation, tags: {}, keys: ofShare }]);
  expect(named('AcceptResourceShareInvitation', input)).toEqual([{ arn: invitation, tags: {}, keys: {} }]);
  expect(named('DeleteResourceShare', { resourceShareArn: share }, other)).toEqual([
    { arn: share, tags: {}, keys: {} },
  ]);
});
