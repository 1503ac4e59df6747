/** The metadata service's socket: HTTP on the link-local address of a VPC's router. What it says is metadata.ts's. */

import type { Server } from 'node:net';
import { acceptConnections, type Closable, sourceAddress } from './connections.ts';
import { type HttpLimits, httpOverSockets } from './http-over-sockets.ts';
import { answerMetadata, type MetadataService } from './metadata.ts';

/** Connections of a VPC at once. */
export const mostConnections = 1_024;
const limits: HttpLimits = { head: 5_000, request: 10_000, idle: 10_000, keepAlive: 5_000, headSize: 16_384 };

export function serveMetadata(server: Server, service: MetadataService): Closable {
  const http = httpOverSockets(limits, async (request, response) => {
    const { method = 'GET', url: path = '/', headers } = request;
    const answer = await answerMetadata(service, { method, path, headers, source: sourceAddress(request.socket) });
    const length = String(Buffer.byteLength(answer.body));
    response.writeHead(answer.status, { server: 'EC2ws', 'content-length': length, ...answer.headers });
    response.end(method === 'HEAD' ? undefined : answer.body);
  });
  const connections = acceptConnections(server, mostConnections, http.accept);
  return {
    close() {
      connections.close();
      http.close();
    },
  };
}
