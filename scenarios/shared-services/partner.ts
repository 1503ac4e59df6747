/**
 * The part of the scenario where the provider sells a service through AWS Marketplace: published under the seller's own DNS
 * name and with a private one, both proven by records of its public zone, and subscribed to by the first consumer alone.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as route53 from '@aws-sdk/client-route-53';
import type { MarketplaceChange } from '../../src/control/marketplace.ts';
import { type Account, type Connection, present } from './account.ts';
import { createEndpoint, type Endpoint, type PrivateLink, untilAvailable } from './private-link.ts';

const domain = 'partner.example';
const privateName = `api.${domain}`;
const sellerName = `api.vpce.${domain}`;

export interface Partner extends Endpoint {
  readonly product: string;
  readonly service: string;
  readonly privateName: string;
  /** Of the account that doesn't subscribe. */
  readonly stranger: Connection;
}

/** The records that let the private name be used, and the seller's name be found. */
async function delegate(
  { connection }: Account,
  proof: ec2.PrivateDnsNameConfiguration,
  nameServers: readonly string[],
): Promise<void> {
  const client = new route53.Route53Client(connection);
  const zone = await client.send(new route53.CreateHostedZoneCommand({ Name: domain, CallerReference: domain }));
  const record = (Name: string, Type: route53.RRType, values: readonly string[]): route53.Change => ({
    Action: 'CREATE',
    ResourceRecordSet: { Name, Type, TTL: 1800, ResourceRecords: values.map((Value) => ({ Value })) },
  });
  const Changes = [
    record(`${proof.Name}.${privateName}`, 'TXT', [`"${proof.Value}"`]),
    record(sellerName, 'NS', nameServers),
  ];
  const request = { HostedZoneId: present(zone.HostedZone?.Id, 'a zone'), ChangeBatch: { Changes } };
  await client.send(new route53.ChangeResourceRecordSetsCommand(request));
}

/**
 * @param accounts the seller, the one that subscribes, and one that doesn't
 * @param marketplace runs `postern marketplace` with these words, and answers what it prints as JSON
 */
export async function buildPartner(
  { accepted, secondLoadBalancer, zones }: PrivateLink,
  [seller, subscriber, stranger]: readonly [Account, Account, Account],
  marketplace: (...words: string[]) => Promise<string>,
): Promise<Partner> {
  const made = await new ec2.EC2Client(seller.connection).send(
    new ec2.CreateVpcEndpointServiceConfigurationCommand({
      NetworkLoadBalancerArns: [secondLoadBalancer],
      AcceptanceRequired: false,
      PrivateDnsName: privateName,
    }),
  );
  const { ServiceId, ServiceName, PrivateDnsNameConfiguration: proof } = made.ServiceConfiguration ?? {};
  const service = present(ServiceName, 'a name');
  const words = ['publish', present(ServiceId, 'a service'), '--title', 'Partner', '--dns-name', sellerName];
  const { product } = JSON.parse(await marketplace(...words)) as MarketplaceChange;
  await delegate(seller, present(proof, 'what proves the name'), product.nameServers ?? []);
  await marketplace('subscribe', product.id, '--account', subscriber.id);
  const client = new ec2.EC2Client(subscriber.connection);
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: accepted.vpc, EnableDnsHostnames: { Value: true } }));
  const endpoint = await createEndpoint(client, service, accepted, zones[0]);
  await untilAvailable(client, endpoint.endpoint);
  return { ...endpoint, product: product.id, service, privateName, stranger: stranger.connection };
}
