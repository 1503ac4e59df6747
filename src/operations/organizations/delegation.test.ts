import { beforeEach, describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { management, type SampleOrganization, sampleOrganization } from './sample-organization.ts';
import { organizationsOperations as organizations } from './table.ts';

const guard = 'guardduty.amazonaws.com';
const config = 'config.amazonaws.com';
let sample: SampleOrganization;
let h: Harness;
let member: string;

beforeEach(async () => {
  sample = await sampleOrganization();
  h = sample.h;
  member = await sample.account('security');
});

const as = (account: string): Harness => h.as({ account });
const trust = (ServicePrincipal: string) => h.call(organizations, 'EnableAWSServiceAccess', { ServicePrincipal });
const register = (ServicePrincipal: string, AccountId = member) =>
  h.call(organizations, 'RegisterDelegatedAdministrator', { AccountId, ServicePrincipal });
const refused = (ServicePrincipal: string, AccountId = member) =>
  h.refused(organizations, 'RegisterDelegatedAdministrator', { AccountId, ServicePrincipal });

describe('service access', () => {
  const list = async (by = h) =>
    (await by.call(organizations, 'ListAWSServiceAccessForOrganization', {})).EnabledServicePrincipals;

  test('begins when it is first enabled, and ends when it is disabled', async () => {
    const since = new Date(h.clock.now());
    await trust('ram.amazonaws.com');
    h.clock.advance(1000);
    await trust('ram.amazonaws.com');
    await trust(config);
    expect(await list()).toEqual([
      { ServicePrincipal: config, DateEnabled: new Date(h.clock.now()) },
      { ServicePrincipal: 'ram.amazonaws.com', DateEnabled: since },
    ]);
    await h.call(organizations, 'DisableAWSServiceAccess', { ServicePrincipal: 'ram.amazonaws.com' });
    await h.call(organizations, 'DisableAWSServiceAccess', { ServicePrincipal: 'ram.amazonaws.com' });
    expect((await list())!.map(({ ServicePrincipal }) => ServicePrincipal)).toEqual([config]);
  });

  test.each([['castle.amazonaws.com'], ['ram'], ['constructor.amazonaws.com']])(
    'is not for %s',
    async (ServicePrincipal) => {
      expect(await h.refused(organizations, 'EnableAWSServiceAccess', { ServicePrincipal })).toBe(
        'InvalidInputException: You specified an unrecognized service principal.',
      );
    },
  );

  test('is the management account’s, in an organization with all features', async () => {
    const ServicePrincipal = 'ram.amazonaws.com';
    expect(await as(member).refused(organizations, 'EnableAWSServiceAccess', { ServicePrincipal })).toMatch(
      /^AccessDeniedException/,
    );
    await h.call(organizations, 'RemoveAccountFromOrganization', { AccountId: member });
    await as(member).call(organizations, 'CreateOrganization', { FeatureSet: 'CONSOLIDATED_BILLING' });
    expect(await as(member).refused(organizations, 'EnableAWSServiceAccess', { ServicePrincipal })).toMatch(
      /^ConstraintViolationException: .*all features/,
    );
  });
});

describe('a delegated administrator', () => {
  test('is listed with its services until it is deregistered', async () => {
    await trust(guard);
    await trust(config);
    await register(guard);
    const since = new Date(h.clock.now());
    h.clock.advance(1000);
    await register(config);
    const { DelegatedAdministrators } = await h.call(organizations, 'ListDelegatedAdministrators', {});
    expect(DelegatedAdministrators).toEqual([
      {
        Id: member,
        Arn: expect.stringContaining(`:account/`),
        Email: 'security@example.com',
        Name: 'security',
        Status: 'ACTIVE',
        State: 'ACTIVE',
        JoinedMethod: 'CREATED',
        JoinedTimestamp: since,
        DelegationEnabledDate: since,
      },
    ]);
    const services = () => h.call(organizations, 'ListDelegatedServicesForAccount', { AccountId: member });
    expect((await services()).DelegatedServices).toEqual([
      { ServicePrincipal: config, DelegationEnabledDate: new Date(h.clock.now()) },
      { ServicePrincipal: guard, DelegationEnabledDate: since },
    ]);
    const of = async (ServicePrincipal: string) =>
      (await h.call(organizations, 'ListDelegatedAdministrators', { ServicePrincipal })).DelegatedAdministrators!;
    expect([(await of(guard)).length, (await of('macie.amazonaws.com')).length]).toEqual([1, 0]);
    for (const ServicePrincipal of [guard, config]) {
      await h.call(organizations, 'DeregisterDelegatedAdministrator', { AccountId: member, ServicePrincipal });
    }
    expect((await h.call(organizations, 'ListDelegatedAdministrators', {})).DelegatedAdministrators).toEqual([]);
    const asked = { AccountId: member };
    expect(await h.refused(organizations, 'ListDelegatedServicesForAccount', asked)).toMatch(
      /^AccountNotRegisteredException: /,
    );
    const again = { AccountId: member, ServicePrincipal: guard };
    expect(await h.refused(organizations, 'DeregisterDelegatedAdministrator', again)).toMatch(
      /^AccountNotRegisteredException: /,
    );
  });

  test('reads the organization and changes nothing', async () => {
    await trust(guard);
    expect(await as(member).refused(organizations, 'ListAccounts', {})).toMatch(/^AccessDeniedException: /);
    await register(guard);
    const by = as(member);
    expect((await by.call(organizations, 'ListAccounts', {})).Accounts).toHaveLength(2);
    expect((await by.call(organizations, 'ListRoots', {})).Roots).toHaveLength(1);
    expect((await by.call(organizations, 'ListCreateAccountStatus', {})).CreateAccountStatuses).toHaveLength(1);
    expect((await by.call(organizations, 'ListPolicies', { Filter: 'SERVICE_CONTROL_POLICY' })).Policies).toHaveLength(
      1,
    );
    const unit = { ParentId: sample.root, Name: 'mine' };
    expect(await by.refused(organizations, 'CreateOrganizationalUnit', unit)).toMatch(/^AccessDeniedException: /);
    const tags = { ResourceId: member, Tags: [] };
    expect(await by.refused(organizations, 'TagResource', tags)).toMatch(/^AccessDeniedException: /);
  });

  test('stays in the organization, and its service trusted, until it is deregistered', async () => {
    await trust(guard);
    await register(guard);
    expect(await h.refused(organizations, 'RemoveAccountFromOrganization', { AccountId: member })).toMatch(
      /^ConstraintViolationException: .*deregistered first/,
    );
    expect(await h.refused(organizations, 'DisableAWSServiceAccess', { ServicePrincipal: guard })).toMatch(
      /^ConstraintViolationException: .*deregister any existing/,
    );
  });

  test.each([
    ['twice', guard, () => member, 'AccountAlreadyRegisteredException'],
    ['for a service that is not trusted', config, () => member, 'ConstraintViolationException: You must first enable'],
    ['for a service that has none', 'ram.amazonaws.com', () => member, 'InvalidInputException'],
    ['as the management account', guard, () => management, 'ConstraintViolationException: You cannot register'],
    ['from outside', guard, () => '999999999999', 'AccountNotFoundException'],
  ])('is not registered %s', async (_, principal, account, answer) => {
    await trust(guard);
    await register(guard);
    expect((await refused(principal, account())).startsWith(answer)).toBe(true);
  });

  test('is no account that is closed', async () => {
    await trust(guard);
    await h.call(organizations, 'CloseAccount', { AccountId: member });
    expect(await refused(guard)).toMatch(/^ConstraintViolationException: You cannot register a suspended/);
  });
});
