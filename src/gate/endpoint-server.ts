/**
 * A VPC endpoint's sockets: HTTPS and HTTP with the service's own names, every request handed on with the endpoint that it
 * came through. The request's host decides nothing here: an endpoint leads to its own service and no other.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import { parseAddress } from '../base/address.ts';
import { type Cidr, containsAddress } from '../base/cidr.ts';
import { readEndpointName } from '../model/endpoint-name.ts';
import type { Origin } from '../model/origin.ts';
import type { Authority } from './authority.ts';
import { acceptConnections, type Closable, destinationAddress, sourceAddress } from './connections.ts';
import { type HttpLimits, httpOverSockets } from './http-over-sockets.ts';
import { publicNameOf, type ServiceReference, serviceOfName } from './service-name.ts';
import { tlsOverSockets } from './tls-over-sockets.ts';

/** Answers one request to an AWS service. */
export type Serve = (
  request: IncomingMessage,
  response: ServerResponse,
  origin: Origin,
  service: ServiceReference,
) => void | Promise<void>;

export interface EndpointListener {
  readonly endpoint: string;
  readonly vpc: string;
  readonly service: ServiceReference;
  /** Where it may be reached: a gateway endpoint's prefixes. Absent: at the addresses that it listens on. */
  readonly prefixes?: readonly Cidr[];
}

/** Connections of one interface at once. */
export const mostConnections = 10_000;

/** An endpoint forgets a connection after 350 idle seconds (AWS PrivateLink guide, "Considerations"). */
export const serviceLimits: HttpLimits = {
  head: 20_000,
  request: 0,
  idle: 350_000,
  keepAlive: 60_000,
  headSize: 65_536,
};

function sameService(one: ServiceReference, other: ServiceReference | undefined): boolean {
  return one.region === other?.region && one.service === other.service;
}

/** Whether a name is one of the endpoint's own or of its service's public ones. */
export function ownsName(listener: EndpointListener, name: string): boolean {
  const own = readEndpointName(name);
  return own ? own.endpoint === listener.endpoint : sameService(listener.service, serviceOfName(name));
}

function accepts(listener: EndpointListener, destination: string): boolean {
  if (listener.prefixes === undefined) return true;
  const address = parseAddress(destination);
  return address !== undefined && listener.prefixes.some((prefix) => containsAddress(prefix, address));
}

export async function serveEndpoint(
  sockets: { readonly secure: Server; readonly plain: Server },
  listener: EndpointListener,
  authority: Authority,
  serve: Serve,
): Promise<Closable> {
  const { endpoint, vpc, service } = listener;
  const http = httpOverSockets(serviceLimits, (request, response) => {
    const origin: Origin = { kind: 'endpoint', endpoint, vpc, sourceAddress: sourceAddress(request.socket) };
    return serve(request, response, origin, service);
  });
  const names = { owns: (name: string) => ownsName(listener, name), otherwise: publicNameOf(service) };
  const tls = await tlsOverSockets(authority, names, http.accept);
  const connections = [
    { server: sockets.secure, accept: tls.accept },
    { server: sockets.plain, accept: http.accept },
  ].map(({ server, accept }) =>
    acceptConnections(server, mostConnections, (socket) => {
      if (accepts(listener, destinationAddress(socket))) accept(socket);
      else socket.destroy();
    }),
  );
  return {
    close() {
      for (const one of connections) one.close();
      tls.close();
      http.close();
    },
  };
}
