import { expect, test } from 'vitest';
import { port, router } from '../../blueprint/sample-plans.ts';
import {
  loadBalancerProblems,
  maxAddressesPerSet,
  maxEndpointsPerNode,
  maxPortsPerRouter,
  routerProblems,
} from './limits.ts';

const base = port('eni-x', 'subnet-1', '10.0.1.4');

function withPorts(count: number) {
  const ports = Array.from({ length: count }, (_, index) => ({ ...base, id: `eni-${index}` }));
  return router('vpc-1', '10.0.0.0/16', { ports });
}

function withAddresses(count: number) {
  const set = { id: 'pl-1', cidrs: Array.from({ length: count }, () => '10.0.0.1/32') };
  return router('vpc-1', '10.0.0.0/16', { addressSets: [set] });
}

test('at the limits nothing is wrong', () => {
  expect(routerProblems(withPorts(maxPortsPerRouter))).toEqual([]);
  expect(routerProblems(withAddresses(maxAddressesPerSet))).toEqual([]);
});

test('past them each says so', () => {
  expect(routerProblems(withPorts(maxPortsPerRouter + 1))).toEqual([
    `vpc-1: more than ${maxPortsPerRouter} interfaces`,
  ]);
  expect(routerProblems(withAddresses(maxAddressesPerSet + 1))).toEqual([
    `pl-1: more than ${maxAddressesPerSet} addresses`,
  ]);
});

test('two interfaces that would share a device name are refused by name', () => {
  const ports = ['eni-0aaaaa56789abcdef', 'eni-0bbbbb56789abcdef'].map((id) => ({ ...base, id }));
  const [problem] = routerProblems(router('vpc-1', '10.0.0.0/16', { ports }));
  expect(problem).toContain('eni-0aaaaa56789abcdef and eni-0bbbbb56789abcdef share the name');
});

test("a load balancer's endpoints are counted, and told apart by their devices", () => {
  const endpoints = Array.from({ length: maxEndpointsPerNode }, (_, index) => `eni-${index}`);
  expect(loadBalancerProblems('eni-nlb', endpoints)).toEqual([]);
  expect(loadBalancerProblems('eni-nlb', [...endpoints, 'eni-x'])).toEqual([
    `eni-nlb: more than ${maxEndpointsPerNode} endpoints`,
  ]);
  const [problem] = loadBalancerProblems('eni-nlb', ['eni-0aaaaa56789abcdef', 'eni-0bbbbb56789abcdef']);
  expect(problem).toContain('share the name far-56789abcdef');
});
