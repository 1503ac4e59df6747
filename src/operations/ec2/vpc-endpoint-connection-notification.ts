/**
 * Subscriptions of topics to what happens to the connections of a service, or of one endpoint: create, modify, describe,
 * delete. What is sent is in vpc-endpoint-notification.ts.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpointConnectionNotification.html
 */

import type { ConnectionNotification as NotificationShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { Network } from '../../model/network.ts';
import type { ConnectionNotification } from '../../model/vpc-endpoint-service.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, type FilterTable, page } from './describe.ts';
import { invalidCombination, missingParameter, notFound, owned, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { invalidParameter } from './vpc-endpoint-fault.ts';
import { type ConnectionEvent, reachesTopic } from './vpc-endpoint-notification.ts';
import { invalidNotification } from './vpc-endpoint-service-fault.ts';
import { isGone } from './vpc-endpoint-shape.ts';

const events: readonly ConnectionEvent[] = ['Accept', 'Connect', 'Delete', 'Reject'];

/** @throws Fault InvalidParameter */
function readEvents(given: readonly string[] | undefined): readonly ConnectionEvent[] {
  const asked = required(given, 'ConnectionEvents');
  // Likeliest sentences, here and below.
  if (asked.length === 0) throw invalidParameter('At least one connection event must be specified.');
  const unknown = asked.find((one) => !events.some((event) => event === one));
  if (unknown !== undefined) throw invalidParameter(`The connection event '${unknown}' is not valid.`);
  return events.filter((event) => asked.includes(event));
}

function checkTopic(network: Network, notification: ConnectionNotification): void {
  if (reachesTopic(network, notification, notification.topic)) return;
  throw invalidParameter(
    `The topic '${notification.topic}' does not exist, or does not allow vpce.amazonaws.com to publish to it.`,
  );
}

/** What the caller subscribes to: a service or an endpoint of his own. */
function subject(draft: Draft, context: Context, input: InputOf<'CreateVpcEndpointConnectionNotification'>) {
  const { ServiceId: service, VpcEndpointId: endpoint } = input;
  if (service !== undefined && endpoint !== undefined) {
    throw invalidCombination('ServiceId and VpcEndpointId cannot be specified together.');
  }
  if (service !== undefined) return { service: owned(draft, context, 'vpc-endpoint-service', service).id };
  if (endpoint === undefined) throw missingParameter('ServiceId or VpcEndpointId');
  const found = owned(draft, context, 'vpc-endpoint', endpoint);
  if (isGone(context, found)) throw notFound('vpc-endpoint', endpoint);
  if (found.endpointType !== 'Interface') {
    throw invalidParameter('Connection notifications are only supported for Interface type VPC Endpoint.');
  }
  return { endpoint: found.id };
}

/** The caller's own. @throws Fault InvalidConnectionNotification */
function ownedNotification(network: Network, context: Context, id: string): ConnectionNotification {
  const found = network.get('connection-notification', id);
  if (found?.account !== context.account || found.region !== context.region) throw invalidNotification(id);
  return found;
}

function shape(one: ConnectionNotification): NotificationShape {
  return {
    ConnectionNotificationId: one.id,
    ...(one.service === undefined ? {} : { ServiceId: one.service }),
    ...(one.endpoint === undefined ? {} : { VpcEndpointId: one.endpoint }),
    ConnectionNotificationType: 'Topic',
    ConnectionNotificationArn: one.topic,
    ConnectionEvents: [...one.events],
    ConnectionNotificationState: 'Enabled',
    ServiceRegion: one.region,
  };
}

const filters: FilterTable<ConnectionNotification> = {
  'connection-notification-arn': (one) => one.topic,
  'connection-notification-id': (one) => one.id,
  'connection-notification-state': () => 'Enabled',
  'connection-notification-type': () => 'Topic',
  'service-id': (one) => one.service,
  'vpc-endpoint-id': (one) => one.endpoint,
};

export const vpcEndpointConnectionNotificationOperations = {
  CreateVpcEndpointConnectionNotification(context, input) {
    const topic = required(input.ConnectionNotificationArn, 'ConnectionNotificationArn');
    const wanted = readEvents(input.ConnectionEvents);
    return context.transact((draft) => {
      const { account, region } = context;
      const count = draft.network.count('connection-notification', `owner:${account}/${region}`);
      checkQuota(context, 'connectionNotificationsPerRegion', count + 1);
      const notification: ConnectionNotification = {
        kind: 'connection-notification',
        id: resourceId(context.random, 'vpce-nfn'),
        account,
        region,
        created: context.now,
        tags: {},
        ...subject(draft, context, input),
        topic,
        events: wanted,
      };
      checkTopic(draft.network, notification);
      draft.put(notification);
      const token = input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken };
      return { ConnectionNotification: shape(notification), ...token };
    });
  },

  ModifyVpcEndpointConnectionNotification(context, input) {
    const id = required(input.ConnectionNotificationId, 'ConnectionNotificationId');
    return context.transact((draft) => {
      const before = ownedNotification(draft.network, context, id);
      const after: ConnectionNotification = {
        ...before,
        topic: input.ConnectionNotificationArn ?? before.topic,
        events: input.ConnectionEvents === undefined ? before.events : readEvents(input.ConnectionEvents),
      };
      checkTopic(draft.network, after);
      draft.put(after);
      return { ReturnValue: true };
    });
  },

  DescribeVpcEndpointConnectionNotifications(context, input) {
    const { ConnectionNotificationId: id } = input;
    const { network, account, region } = context;
    const all =
      id === undefined
        ? network.owned('connection-notification', account, region)
        : [ownedNotification(network, context, id)];
    const { items, nextToken } = page(applyFilters(all, input.Filters, filters), input, { least: 1 });
    return {
      ConnectionNotificationSet: items.map(shape),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },

  DeleteVpcEndpointConnectionNotifications(context, input) {
    const ids = required(input.ConnectionNotificationIds, 'ConnectionNotificationId');
    return context.transact((draft) => {
      const Unsuccessful = [];
      for (const id of ids) {
        try {
          draft.remove('connection-notification', ownedNotification(draft.network, context, id).id);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          Unsuccessful.push({ ResourceId: id, Error: { Code: error.code, Message: error.message } });
        }
      }
      return { Unsuccessful };
    });
  },
} satisfies Ec2Handlers;
