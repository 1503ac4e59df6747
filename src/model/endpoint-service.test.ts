import { describe, expect, test } from 'vitest';
import { endpointService, endpointServices } from './endpoint-service.ts';

describe('the catalogue', () => {
  test.each([
    ['com.amazonaws.us-east-1.ec2', 'ec2.us-east-1.vpce.amazonaws.com', 'ec2.us-east-1.amazonaws.com'],
    ['com.amazonaws.us-east-1.ecr.api', 'api.ecr.us-east-1.vpce.amazonaws.com', 'api.ecr.us-east-1.amazonaws.com'],
    ['com.amazonaws.us-east-1.ecr.dkr', 'dkr.ecr.us-east-1.vpce.amazonaws.com', 'dkr.ecr.us-east-1.amazonaws.com'],
    [
      'com.amazonaws.us-east-1.kinesis-streams',
      'kinesis.us-east-1.vpce.amazonaws.com',
      'kinesis.us-east-1.amazonaws.com',
    ],
    ['com.amazonaws.us-east-1.s3', 's3.us-east-1.vpce.amazonaws.com', 's3.us-east-1.amazonaws.com'],
    [
      'com.amazonaws.us-east-1.execute-api',
      'execute-api.us-east-1.vpce.amazonaws.com',
      '*.execute-api.us-east-1.amazonaws.com',
    ],
    ['aws.sagemaker.us-east-1.notebook', 'notebook.us-east-1.vpce.sagemaker.aws', '*.notebook.us-east-1.sagemaker.aws'],
    ['com.amazonaws.us-east-1.kms-fips', 'kms-fips.us-east-1.vpce.amazonaws.com', 'kms-fips.us-east-1.amazonaws.com'],
    ['com.amazonaws.us-east-1.dynamodb', 'dynamodb.us-east-1.vpce.amazonaws.com', undefined],
    ['com.amazonaws.us-east-1.iot.data', 'data.iot.us-east-1.vpce.amazonaws.com', undefined],
    ['com.amazonaws.iam', 'iam.us-east-1.vpce.amazonaws.com', 'iam.amazonaws.com'],
  ])('%s has %s and %s', (name, baseName, privateName) => {
    const service = endpointService('us-east-1', name, 'Interface');
    expect(service?.baseName).toBe(baseName);
    expect(service?.privateNames[0]).toBe(privateName);
  });

  test('only S3 and DynamoDB have gateways, and an interface too', () => {
    const gateways = endpointServices('eu-west-1').filter((service) => service.type === 'Gateway');
    expect(gateways.map((service) => [service.name, service.baseName, service.privateNames])).toEqual([
      ['com.amazonaws.eu-west-1.dynamodb', 'dynamodb.eu-west-1.amazonaws.com', []],
      ['com.amazonaws.eu-west-1.s3', 's3.eu-west-1.amazonaws.com', []],
    ]);
    for (const { name } of gateways) expect(endpointService('eu-west-1', name, 'Interface')).toBeDefined();
  });

  test('names and ids are unique in a region but for the type', () => {
    const services = endpointServices('us-east-1');
    expect(services.length).toBeGreaterThan(380);
    expect(new Set(services.map((service) => `${service.type}/${service.name}`)).size).toBe(services.length);
    expect(new Set(services.map((service) => service.id)).size).toBe(services.length);
    for (const service of services) expect(service.id).toMatch(/^vpce-svc-0[0-9a-f]{16}$/);
  });

  test.each([
    ['eu-west-1', 'com.amazonaws.eu-west-1.sts-fips', false],
    ['us-west-2', 'com.amazonaws.us-west-2.sts-fips', true],
    ['eu-west-1', 'com.amazonaws.eu-west-1.kms-fips', true],
    ['eu-west-1', 'com.amazonaws.iam', false],
    ['eu-west-1', 'com.amazonaws.us-east-1.sts', false],
    ['mars-1', 'com.amazonaws.mars-1.sts', false],
  ])('in %s, %s is there: %s', (region, name, there) => {
    expect(endpointService(region, name, 'Interface') !== undefined).toBe(there);
  });

  test('every name is without placeholders', () => {
    for (const service of endpointServices('us-east-1')) {
      for (const name of [service.name, service.baseName, ...service.privateNames]) expect(name).not.toMatch(/R/);
    }
  });
});
