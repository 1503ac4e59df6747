/** The endpoints of a service, as its owner may see them: which there are, and which of them hold the service in place. */

import { isAttached } from '../../model/endpoint-connection.ts';
import type { Network } from '../../model/network.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import type { VpcEndpointService } from '../../model/vpc-endpoint-service.ts';
import type { AppliedNow } from './state.ts';
import { isGone } from './vpc-endpoint-shape.ts';

type Service = Pick<VpcEndpointService, 'id'>;

/** Also the rejected and the expired, until their owners delete them. */
export function connectionsOf(network: Network, context: AppliedNow, service: Service): readonly VpcEndpoint[] {
  return network.find('vpc-endpoint', `service:${service.id}`).filter((endpoint) => !isGone(context, endpoint));
}

export function hasAttached(network: Network, context: AppliedNow, service: Service): boolean {
  return connectionsOf(network, context, service).some((endpoint) => isAttached(endpoint, context.now));
}
