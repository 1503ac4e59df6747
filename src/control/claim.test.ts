import { expect, test } from 'vitest';
import { readCertificate, readClaim } from './claim.ts';

const claim = {
  from: ['web'],
  to: ['internet', '10.0.0.0/8'],
  traffic: { protocol: 6, ports: { from: 443, to: 443 } },
};
const box = {
  sources: { kind: 'interfaces', ids: ['eni-1'] },
  destinations: { kind: 'internet', from: '1.0.0.0', to: '1.0.0.9' },
  traffic: [{ protocol: 1 }, { protocol: 2, lastProtocol: 5 }],
  by: 'stage',
  direction: 'forward',
  stage: 'route',
  component: 'rtb-1',
  code: 'NO_ROUTE_TO_DESTINATION',
};
const certificate = { claim, revision: 4, boxes: [box] };

test('a claim and a certificate are read as they are', () => {
  expect(readClaim(claim)).toEqual(claim);
  expect(readClaim({ from: ['a'], to: ['b'] })).toEqual({ from: ['a'], to: ['b'] });
  expect(readCertificate(certificate)).toEqual(certificate);
});

test.each([
  [undefined, 'A claim must be an object.'],
  [{ ...claim, form: [] }, 'There is no form in a claim.'],
  [{ ...claim, from: [] }, 'The claim names nothing under from.'],
  [{ ...claim, to: [''] }, 'The claim has an empty name under to.'],
  [{ ...claim, to: 'internet' }, 'to must be a list of texts.'],
  [{ ...claim, to: Array(1001).fill('a') }, 'The claim names more than 1000 ends under to.'],
  [{ ...claim, to: ['a'.repeat(257)] }, 'to must be a list of texts.'],
  [{ ...claim, traffic: { protocol: 256 } }, 'A protocol is a number from 0 to 255.'],
  [{ ...claim, traffic: { protocol: '6' } }, 'A protocol is a number from 0 to 255.'],
  [{ ...claim, traffic: { protocol: 6, ports: { from: 5, to: 4 } } }, 'Ports are a range from 0 to 65535.'],
  [{ ...claim, traffic: { protocol: 6, ports: 443 } }, 'Ports are a range from 0 to 65535.'],
  [{ ...claim, traffic: { protocol: 1, ports: { from: 1, to: 1 } } }, 'Only TCP and UDP have ports.'],
  [{ ...claim, traffic: { protocol: 6, lastProtocol: 5 } }, 'A run of protocols ends after it begins.'],
  [
    { ...claim, traffic: { protocol: 6, lastProtocol: 17, ports: { from: 1, to: 1 } } },
    'A run of protocols has no ports.',
  ],
  [{ ...claim, traffic: { protocol: 6, port: 1 } }, 'There is no port in a traffic.'],
])('%j: %s', (value, message) => {
  expect(() => readClaim(value)).toThrow(message);
});

test.each([
  [{}, 'That is no certificate: it needs a claim, a revision and boxes.'],
  [{ ...certificate, claim: {} }, 'from must be a list of texts.'],
  [{ ...certificate, boxes: [{}] }, 'A box needs sources, destinations and traffic.'],
  [{ ...certificate, boxes: [{ ...box, destinations: ['a'] }] }, 'An end of a box is interfaces or the internet.'],
  [
    { ...certificate, boxes: [{ ...box, sources: { kind: 'interfaces', ids: [1] } }] },
    'the ids of an end must be a list',
  ],
  [
    { ...certificate, boxes: [{ ...box, sources: { kind: 'internet', from: '1.2.3.4', to: 'x' } }] },
    'An end of the internet is IPv4 addresses.',
  ],
  [{ ...certificate, boxes: [{ ...box, by: 'magic' }] }, 'The by of a box is stage or boundaries.'],
  [{ ...certificate, boxes: [{ ...box, direction: 'up' }] }, 'The direction of a box is forward or return.'],
  [{ ...certificate, boxes: [{ ...box, code: 1 }] }, 'The code of a box must be a text.'],
])('%j is no certificate: %s', (value, message) => {
  expect(() => readCertificate(value)).toThrow(message);
});
