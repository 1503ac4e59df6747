import { describe, expect, test } from 'vitest';
import { ec2Operations as operations } from './table.ts';
import { allow, connect, consumerOf, type Offer, offer, putTextRecord } from './vpc-endpoint-fixture.ts';

const PrivateDnsName = 'api.example.com';

async function configuration({ h, service }: Offer) {
  const answer = await h.call(operations, 'DescribeVpcEndpointServiceConfigurations', { ServiceIds: [service] });
  return answer.ServiceConfigurations![0]!.PrivateDnsNameConfiguration;
}

const modify = ({ h, service }: Offer, change: object) =>
  h.call(operations, 'ModifyVpcEndpointServiceConfiguration', { ServiceId: service, ...change });
const start = ({ h, service }: Offer) =>
  h.call(operations, 'StartVpcEndpointServicePrivateDnsVerification', { ServiceId: service });

/** Publishes what AWS asks for at the domain. */
async function prove(made: Offer, domain = PrivateDnsName) {
  const { Name, Value } = (await configuration(made))!;
  return putTextRecord(made.h, domain.split('.').slice(-2).join('.'), `${Name}.${domain}`, Value!);
}

describe('a private name', () => {
  test('is given the record that proves it, and waits for it', async () => {
    const made = await offer({ PrivateDnsName });
    expect(await configuration(made)).toEqual({
      State: 'pendingVerification',
      Type: 'TXT',
      Name: expect.stringMatching(/^_[a-z0-9]{20}$/),
      Value: expect.stringMatching(/^vpce:[A-Za-z0-9]{20}$/),
    });
    expect(await start(made)).toEqual({ ReturnValue: true });
    expect(await configuration(made)).toMatchObject({ State: 'pendingVerification' });
  });

  test('is verified as soon as the record is there, without being asked', async () => {
    const made = await offer({ PrivateDnsName });
    await prove(made);
    expect(await configuration(made)).toMatchObject({ State: 'verified' });
  });

  test('is proven by the value on the bare domain, and by a record of the domain above', async () => {
    const bare = await offer({ PrivateDnsName });
    await putTextRecord(bare.h, 'example.com', PrivateDnsName, (await configuration(bare))!.Value!);
    expect(await configuration(bare)).toMatchObject({ State: 'verified' });
    const above = await offer({ PrivateDnsName: '*.deep.example.com' });
    await prove(above, 'example.com');
    expect(await configuration(above)).toMatchObject({ State: 'verified' });
  });

  test('is not proven by a value in other letters', async () => {
    const made = await offer({ PrivateDnsName });
    const { Name, Value } = (await configuration(made))!;
    await putTextRecord(made.h, 'example.com', `${Name}.${PrivateDnsName}`, Value!.toUpperCase());
    expect(await configuration(made)).toMatchObject({ State: 'pendingVerification' });
  });

  test('that was verified fails when its record goes, and is verified again when it comes back', async () => {
    const made = await offer({ PrivateDnsName });
    const record = await prove(made);
    await start(made);
    await record.remove();
    expect(await configuration(made)).toMatchObject({ State: 'failed' });
    await prove(made);
    expect(await configuration(made)).toMatchObject({ State: 'verified' });
  });

  test('below a verified one needs no record of its own; a sibling does', async () => {
    const made = await offer({ PrivateDnsName: 'example.com' });
    await prove(made, 'example.com');
    const first = await configuration(made);
    await modify(made, { PrivateDnsName });
    expect(await configuration(made)).toEqual({ ...first, State: 'verified' });
    await modify(made, { PrivateDnsName: 'other.example.com' });
    const sibling = (await configuration(made))!;
    expect(sibling.State).toBe('pendingVerification');
    expect([sibling.Name, sibling.Value]).not.toContain(first!.Value);
    expect(sibling.Name).not.toBe(first!.Name);
  });

  test('stays while somebody is connected, and goes after', async () => {
    const made = await offer({ PrivateDnsName, AcceptanceRequired: false });
    await allow(made, '*');
    const consumer = await consumerOf(made.h);
    const endpoint = (await connect(consumer, made)).VpcEndpointId!;
    const remove = { ServiceId: made.service, RemovePrivateDnsName: true };
    expect(await made.h.refused(operations, 'ModifyVpcEndpointServiceConfiguration', remove)).toMatch(
      /^ExistingVpcEndpointConnections/,
    );
    await consumer.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [endpoint] });
    await modify(made, { RemovePrivateDnsName: true });
    expect(await configuration(made)).toBeUndefined();
    expect(
      await made.h.refused(operations, 'StartVpcEndpointServicePrivateDnsVerification', { ServiceId: made.service }),
    ).toMatch(/^InvalidParameter/);
  });

  test('that an endpoint answers to is not changed under it', async () => {
    const made = await offer({ PrivateDnsName, AcceptanceRequired: false });
    await allow(made, '*');
    await prove(made);
    const consumer = await consumerOf(made.h);
    expect(await connect(consumer, made)).toMatchObject({ PrivateDnsEnabled: true });
    const change = { ServiceId: made.service, PrivateDnsName: 'google.com' };
    expect(await made.h.refused(operations, 'ModifyVpcEndpointServiceConfiguration', change)).toMatch(
      /^ExistingVpcEndpointConnections/,
    );
  });
});
