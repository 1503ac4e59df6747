/**
 * The simulated internet: hosts that say whom they see, echo services, and the public addresses of AWS's services. All of
 * it behind listeners on every address of the place; the address that a client connected to decides what answers. A
 * service answers only at the addresses of its own range, whatever name the client shows.
 */

import type { Socket as DatagramSocket } from 'node:dgram';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import { parseAddress } from '../base/address.ts';
import { containsAddress } from '../base/cidr.ts';
import { internetHosts, publicRanges } from '../model/region.ts';
import type { Authority } from './authority.ts';
import { acceptConnections, type Closable, destinationAddress, sourceAddress } from './connections.ts';
import { type Serve, serviceLimits } from './endpoint-server.ts';
import { httpOverSockets } from './http-over-sockets.ts';
import { hostNamed } from './internet-hosts.ts';
import { type ServiceReference, serviceOfName } from './service-name.ts';
import { tlsOverSockets } from './tls-over-sockets.ts';

/** Connections of one listener at once. */
export const mostConnections = 10_000;
/** Milliseconds without a byte after which an echo connection ends. */
const idleEcho = 60_000;

export interface InternetSockets {
  readonly secure: Server;
  readonly plain: Server;
  readonly echo: Server;
  /** One for each named host: a reply must come from the address that was asked. */
  readonly echoDatagrams: readonly DatagramSocket[];
}

function isInternetHost(destination: string): boolean {
  const address = parseAddress(destination);
  return address !== undefined && containsAddress(internetHosts, address);
}

/** Whether an address is in the public range of a service. */
export function isAddressOf({ region, service }: ServiceReference, destination: string): boolean {
  const ranges = publicRanges(region);
  const range = service === 's3' || service === 'dynamodb' ? ranges[service] : ranges.services;
  const address = parseAddress(destination);
  return address !== undefined && containsAddress(range, address);
}

function hostOf(request: IncomingMessage): string {
  return (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}

/** What a host of the internet says: whom it sees. */
function tell(request: IncomingMessage, response: ServerResponse): void {
  const { socket, method, url } = request;
  const seen = {
    host: hostOf(request),
    method,
    path: url,
    sourceAddress: sourceAddress(socket),
    sourcePort: socket.remotePort,
    destinationAddress: destinationAddress(socket),
    destinationPort: socket.localPort,
  };
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(seen)}\n`);
}

function serveEcho(server: Server): Closable {
  return acceptConnections(server, mostConnections, (socket) => {
    socket.setTimeout(idleEcho, () => socket.destroy());
    socket.pipe(socket);
  });
}

function serveEchoDatagrams(socket: DatagramSocket): Closable {
  // A client on the echo port would be answered, and answer, for ever.
  socket.on('message', (bytes, source) => {
    if (source.port !== 7) socket.send(bytes, source.port, source.address, () => {});
  });
  socket.on('error', () => {});
  return { close: () => void socket.close() };
}

export async function serveInternet(sockets: InternetSockets, authority: Authority, serve: Serve): Promise<Closable> {
  const http = httpOverSockets(serviceLimits, (request, response) => {
    const destination = destinationAddress(request.socket);
    if (isInternetHost(destination)) return tell(request, response);
    const service = serviceOfName(hostOf(request));
    if (service && isAddressOf(service, destination)) {
      const origin = { kind: 'internet', sourceAddress: sourceAddress(request.socket) } as const;
      return serve(request, response, origin, service);
    }
    // RFC 9110 §15.5.20: nobody here answers for that name.
    response.writeHead(421, { connection: 'close' }).end();
  });
  const owns = (name: string) => hostNamed(name) !== undefined || serviceOfName(name) !== undefined;
  const tls = await tlsOverSockets(authority, { owns }, http.accept);
  const open: readonly Closable[] = [
    acceptConnections(sockets.secure, mostConnections, tls.accept),
    acceptConnections(sockets.plain, mostConnections, http.accept),
    serveEcho(sockets.echo),
    ...sockets.echoDatagrams.map(serveEchoDatagrams),
    tls,
    http,
  ];
  return {
    close() {
      for (const one of open) one.close();
    },
  };
}
