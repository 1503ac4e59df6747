/**
 * Tells topics what happens to endpoint connections: to those that the service's owner asked for, and those of the
 * endpoint's. A topic's policy must let `vpce.amazonaws.com` publish, except in the account that asked
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/create-notification-endpoint-service.html wants it of that one too;
 * a topic's usual policy does not say so, and AWS's example would then go unheard).
 */

import { Fault } from '../../base/fault.ts';
import { connectionState } from '../../model/endpoint-connection.ts';
import type { Network } from '../../model/network.ts';
import type { Topic } from '../../model/topic.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import type { ConnectionNotification } from '../../model/vpc-endpoint-service.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Draft } from '../../store/store.ts';
import { type Moment, publishIn } from '../sns/publish.ts';

export type ConnectionEvent = ConnectionNotification['events'][number];

type Subscribed = Pick<ConnectionNotification, 'account' | 'region' | 'service' | 'endpoint'>;

function sourceArn({ account, region, service, endpoint }: Subscribed): string {
  const resource = service === undefined ? `vpc-endpoint/${endpoint}` : `vpc-endpoint-service/${service}`;
  return `arn:aws:ec2:${region}:${account}:${resource}`;
}

function policyLets(topic: Topic, notification: Subscribed): boolean {
  const text = topic.attributes.Policy;
  if (text === undefined) return false;
  try {
    const context = { 'aws:SourceArn': sourceArn(notification), 'aws:SourceAccount': notification.account };
    const principal = { kind: 'service', service: 'vpce.amazonaws.com' } as const;
    const resource = parsePolicy(text, 'resource');
    const request = { principal, action: 'sns:Publish', resource: topic.id, context };
    return evaluate(request, { sameAccount: false, identity: [], resource }).allowed;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

/** Whether the topic is there and may be published to. */
export function reachesTopic(network: Network, notification: Subscribed, arn: string): boolean {
  const topic = network.get('topic', arn);
  if (topic === undefined) return false;
  return topic.account === notification.account || policyLets(topic, notification);
}

/** Likeliest: AWS does not document what it sends. */
function body(moment: Moment, event: ConnectionEvent, endpoint: VpcEndpoint, ofService: string): string {
  return JSON.stringify({
    ConnectionEvent: event,
    ServiceId: ofService,
    ServiceName: endpoint.serviceName,
    VpcEndpointId: endpoint.id,
    VpcEndpointOwner: endpoint.account,
    VpcEndpointRegion: endpoint.region,
    VpcEndpointState: stateAfter(moment, endpoint),
    Timestamp: new Date(moment.now).toISOString(),
  });
}

function stateAfter({ now }: Moment, { desired, connection }: VpcEndpoint): string {
  if (desired === 'deleted') return 'deleting';
  const state = connection && connectionState(connection, now);
  return state === undefined || state === 'accepted' ? 'pending' : state;
}

/** Publishes an event in the transaction that made it happen. */
export function announce(draft: Draft, moment: Moment, event: ConnectionEvent, endpoint: VpcEndpoint): void {
  const { service, id } = endpoint;
  if (service === undefined) return;
  const asked = [
    ...draft.find('connection-notification', `service:${service}`),
    ...draft.find('connection-notification', `endpoint:${id}`),
  ];
  for (const notification of asked) {
    if (!notification.events.includes(event) || !reachesTopic(draft.network, notification, notification.topic))
      continue;
    const subject = `VPC endpoint connection notification: ${event}`;
    publishIn(draft, moment, notification.topic, { subject, body: body(moment, event, endpoint, service) });
  }
}
