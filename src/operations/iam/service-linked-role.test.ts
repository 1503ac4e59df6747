import { describe, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const account = '111122223333';
const service = 'elasticloadbalancing.amazonaws.com';
const name = 'AWSServiceRoleForElasticLoadBalancing';
const AWSServiceName = service;

async function world(): Promise<Harness> {
  const h = harness();
  await h.call(iam, 'CreateServiceLinkedRole', { AWSServiceName, Description: 'd' });
  return h;
}

const status = async (h: Harness) => {
  const { DeletionTaskId = '' } = await h.call(iam, 'DeleteServiceLinkedRole', { RoleName: name });
  return { DeletionTaskId, ...(await h.call(iam, 'GetServiceLinkedRoleDeletionStatus', { DeletionTaskId })) };
};

describe('a role that is linked to a service', () => {
  test("has the service's name, path, trust and policy", async () => {
    const h = await world();
    const { Role } = await h.call(iam, 'GetRole', { RoleName: name });
    expect(Role).toMatchObject({
      Arn: `arn:aws:iam::${account}:role/aws-service-role/${service}/${name}`,
      Path: `/aws-service-role/${service}/`,
      Description: 'd',
      MaxSessionDuration: 3600,
    });
    expect(JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).Statement).toEqual([
      { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
    ]);
    expect((await h.call(iam, 'ListAttachedRolePolicies', { RoleName: name })).AttachedPolicies).toEqual([
      {
        PolicyName: 'AWSElasticLoadBalancingServiceRolePolicy',
        PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/AWSElasticLoadBalancingServiceRolePolicy',
      },
    ]);
  });

  test('may have a suffix where the service lets it', async () => {
    const h = harness();
    const input = { AWSServiceName: 'autoscaling.amazonaws.com', CustomSuffix: 'mine' };
    const { Role } = await h.call(iam, 'CreateServiceLinkedRole', input);
    expect(Role!.RoleName).toBe('AWSServiceRoleForAutoScaling_mine');
    expect(await h.refused(iam, 'CreateServiceLinkedRole', { AWSServiceName, CustomSuffix: 'mine' })).toBe(
      `InvalidInput: Custom suffix is not allowed for ${service}`,
    );
  });

  test('is there once', async () => {
    expect(await (await world()).refused(iam, 'CreateServiceLinkedRole', { AWSServiceName })).toBe(
      `InvalidInput: Service role name ${name} has been taken in this account, please try a different suffix.`,
    );
  });

  test('is changed by nobody, but for its description and tags', async () => {
    const h = await world();
    const RoleName = name;
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
    const trust = PolicyDocument.replace('"Resource":"*"', '"Principal":"*"').replace('s3:*', 'sts:AssumeRole');
    const answer = `UnmodifiableEntity: Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`;
    expect([
      await h.refused(iam, 'DeleteRole', { RoleName }),
      await h.refused(iam, 'UpdateRole', { RoleName, Description: 'x' }),
      await h.refused(iam, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: trust }),
      await h.refused(iam, 'AttachRolePolicy', { RoleName, PolicyArn }),
      await h.refused(iam, 'DetachRolePolicy', { RoleName, PolicyArn }),
      await h.refused(iam, 'PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument }),
      await h.refused(iam, 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary: PolicyArn }),
    ]).toEqual(Array(7).fill(answer));
    const { Role } = await h.call(iam, 'UpdateRoleDescription', { RoleName, Description: 'new' });
    expect(Role!.Description).toBe('new');
    await h.call(iam, 'TagRole', { RoleName, Tags: [{ Key: 'a', Value: 'b' }] });
  });

  test('is deleted by a task that can be asked for', async () => {
    const h = await world();
    const { DeletionTaskId, Status } = await status(h);
    expect(DeletionTaskId).toMatch(
      new RegExp(`^task/aws-service-role/${service}/${name}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
    );
    expect(Status).toBe('SUCCEEDED');
    expect(h.network.get('role', `${account}/${name}`)).toBeUndefined();
  });

  test('stays while something needs it, which the task tells', async () => {
    const h = await world();
    const id = `arn:aws:elasticloadbalancing:us-east-1:${account}:loadbalancer/net/a/0123456789abcdef`;
    const loadBalancer = { kind: 'load-balancer', id, account, region: 'us-east-1', nodes: [], tags: {}, suffix: 'a' };
    await h.store.transact((draft) => draft.put(loadBalancer as never));
    expect(await status(h)).toMatchObject({
      Status: 'FAILED',
      Reason: { RoleUsageList: [{ Region: 'us-east-1', Resources: [id] }] },
    });
    expect(h.network.get('role', `${account}/${name}`)).toBeDefined();
  });

  test('is not made by CreateRole, nor another role deleted as one', async () => {
    const h = harness();
    const trust =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';
    const input = { RoleName: 'app', AssumeRolePolicyDocument: trust };
    expect(await h.refused(iam, 'CreateRole', { ...input, Path: `/aws-service-role/${service}/` })).toBe(
      "InvalidInput: Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
    );
    await h.call(iam, 'CreateRole', input);
    expect(await h.refused(iam, 'DeleteServiceLinkedRole', { RoleName: 'app' })).toBe(
      'NoSuchEntity: The role with name app cannot be found.',
    );
    expect(await h.refused(iam, 'CreateServiceLinkedRole', { AWSServiceName: 'x.example.com' })).toContain(
      'InvalidInput: ',
    );
    expect(await h.refused(iam, 'GetServiceLinkedRoleDeletionStatus', { DeletionTaskId: 'task/x' })).toBe(
      'NoSuchEntity: The task with id task/x cannot be found.',
    );
  });
});
