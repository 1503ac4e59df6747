/**
 * One health check of a network load balancer, from whichever namespace this runs in: a connection, or a GET whose status
 * is looked at. Certificates are not, as AWS doesn't: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */

import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { localHeader } from './proxy-header.ts';
import type { ProbeOutcome, ProbeRequest } from './worker-messages.ts';

const userAgent = 'ELB-HealthChecker/2.0';

const healthy: ProbeOutcome = { ok: true, reason: '' };

function failed(reason: string): ProbeOutcome {
  return { ok: false, reason };
}

/** Whether a status is among `200`, `200,202` or `200-399`. */
export function statusMatches(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [from = '', to = from] = part.trim().split('-');
    return Number(from) <= status && status <= Number(to);
  });
}

/** Settles once, whichever end comes first, and leaves no connection behind. */
export function probe(wanted: ProbeRequest): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    const { address, port, localAddress } = wanted;
    const socket = connect({ host: address, port, ...(localAddress === undefined ? {} : { localAddress }) });
    const finish = (outcome: ProbeOutcome): void => {
      clearTimeout(timer);
      if (outcome.ok) part(socket);
      else socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => finish(failed('timeout')), wanted.timeoutMilliseconds);
    socket.on('error', (error: NodeJS.ErrnoException) => finish(failed(error.code ?? error.message)));
    try {
      if (wanted.protocol === 'TCP') finishConnected(wanted, socket, finish);
      else ask(wanted, socket, finish);
    } catch (error) {
      // Node refuses a path or a host that cannot be in a request.
      finish(failed(String(error)));
    }
  });
}

/** Milliseconds that a target has to close its side. */
const longestParting = 1000;

/** A target that greets would be reset for its unread greeting, and many a simple server ends with that. */
function part(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), longestParting);
  socket.on('close', () => clearTimeout(timer));
  socket.resume();
  socket.end();
}

function finishConnected(wanted: ProbeRequest, socket: Socket, finish: (outcome: ProbeOutcome) => void): void {
  socket.on('connect', () => {
    if (!wanted.proxyHeader) return finish(healthy);
    socket.end(localHeader(), () => finish(healthy));
  });
}

function ask(wanted: ProbeRequest, socket: Socket, finish: (outcome: ProbeOutcome) => void): void {
  // Written first, so that it leaves first, also before a TLS handshake.
  if (wanted.proxyHeader) socket.write(localHeader());
  const carrier = wanted.protocol === 'HTTPS' ? connectTls({ socket, rejectUnauthorized: false }) : socket;
  const { path = '/', matcher = '200-399', hostHeader = wanted.address } = wanted;
  const headers = { Host: hostHeader, 'User-Agent': userAgent, Connection: 'close' };
  const asked = request({ createConnection: () => carrier, method: 'GET', path, headers, setHost: false });
  carrier.on('error', (error) => finish(failed(error.message)));
  asked.on('error', (error: NodeJS.ErrnoException) => finish(failed(error.code ?? error.message)));
  asked.on('response', (response) => {
    const status = response.statusCode ?? 0;
    response.on('error', () => {});
    finish(statusMatches(matcher, status) ? healthy : failed(`status ${status}`));
  });
  asked.end();
}
