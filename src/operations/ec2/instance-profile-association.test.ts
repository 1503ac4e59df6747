import { expect, test } from 'vitest';
import { instanceOperations } from './instance.ts';
import { instanceProfileAssociationOperations as associations } from './instance-profile-association.ts';
import { sampleAccount, sampleInstance, sampleNetwork } from './sample-network.ts';

async function start() {
  const network = await sampleNetwork();
  const { h, privateSubnet } = network;
  for (const name of ['reader', 'writer']) {
    await h.context.transact((draft) =>
      draft.put({
        kind: 'instance-profile',
        id: `${sampleAccount}/${name}`,
        account: sampleAccount,
        region: 'aws-global',
        created: 0,
        tags: {},
        name,
        path: '/app/',
        uniqueId: `AIPA${name.toUpperCase()}`,
      }),
    );
  }
  return { h, InstanceId: await sampleInstance(h, privateSubnet) };
}

const arn = (name: string): string => `arn:aws:iam::${sampleAccount}:instance-profile/app/${name}`;

test('a profile is associated by name, replaced by ARN, shown, and taken away', async () => {
  const { h, InstanceId } = await start();
  const IamInstanceProfile = { Name: 'reader' };
  const made = await h.call(associations, 'AssociateIamInstanceProfile', { InstanceId, IamInstanceProfile });
  expect(made.IamInstanceProfileAssociation).toEqual({
    AssociationId: expect.stringMatching(/^iip-assoc-/),
    InstanceId,
    IamInstanceProfile: { Arn: arn('reader'), Id: 'AIPAREADER' },
    State: 'associating',
  });
  expect(await h.refused(associations, 'AssociateIamInstanceProfile', { InstanceId, IamInstanceProfile })).toBe(
    `IncorrectState: There is an existing association for instance ${InstanceId}`,
  );
  const replaced = await h.call(associations, 'ReplaceIamInstanceProfileAssociation', {
    AssociationId: made.IamInstanceProfileAssociation!.AssociationId!,
    IamInstanceProfile: { Arn: arn('writer') },
  });
  const AssociationId = replaced.IamInstanceProfileAssociation!.AssociationId!;
  const { Reservations } = await h.call(instanceOperations, 'DescribeInstances', {});
  expect(Reservations![0]!.Instances![0]!.IamInstanceProfile).toEqual({ Arn: arn('writer'), Id: 'AIPAWRITER' });
  const Filters = [{ Name: 'instance-id', Values: [InstanceId] }];
  const listed = await h.call(associations, 'DescribeIamInstanceProfileAssociations', { Filters });
  expect(listed.IamInstanceProfileAssociations).toMatchObject([{ AssociationId, State: 'associated' }]);
  await h.call(associations, 'DisassociateIamInstanceProfile', { AssociationId });
  expect(await h.refused(associations, 'DisassociateIamInstanceProfile', { AssociationId })).toBe(
    `NoSuchAssociation: An invalid association-id of '${AssociationId}' was given`,
  );
  expect(h.network.get('instance', InstanceId)).not.toHaveProperty('instanceProfile');
});

test.each([
  [
    { Name: 'nobody' },
    'Value (nobody) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
  ],
  [
    { Arn: 'arn:aws:iam::111122223333:instance-profile/reader' },
    'Value (arn:aws:iam::111122223333:instance-profile/reader) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN',
  ],
])('refuses %j', async (IamInstanceProfile, message) => {
  const { h, InstanceId } = await start();
  expect(await h.refused(associations, 'AssociateIamInstanceProfile', { InstanceId, IamInstanceProfile })).toBe(
    `InvalidParameterValue: ${message}`,
  );
});
