/** SNS as AWS's clients use it, with a subscriber on loopback: each message arrives once, also when the server is killed in between. */

import { createServer, type Server as HttpServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  AddPermissionCommand,
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { until } from './ec2-call.ts';
import { awsJson, hasAws, hasBoto3, python, refusalOf, type Server, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());

const snsAt = (where: Server): SNSClient => new SNSClient(settings(where));
const sns = snsAt(server);

interface Message {
  readonly Type: string;
  readonly Message: string;
  readonly MessageId: string;
  readonly Token: string;
  readonly SubscribeURL: string;
  readonly UnsubscribeURL: string;
  readonly Subject?: string;
}

interface Subscriber {
  readonly Endpoint: string;
  readonly bodies: string[];
  readonly headers: IncomingHttpHeaders[];
  readonly messages: () => readonly Message[];
  readonly notifications: () => readonly string[];
  /** Answers every request with this from now on; 0 leaves them unanswered. */
  answer: number;
  /** How many have come, whatever was answered. */
  requests: number;
}

/** Waits for as long as a message that is not to come would need. */
const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

async function subscriber(): Promise<Subscriber> {
  const bodies: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const http: HttpServer = createServer(async (request, response) => {
    const { answer } = made;
    made.requests += 1;
    let body = '';
    for await (const chunk of request) body += chunk;
    if (answer === 200) {
      bodies.push(body);
      headers.push(request.headers);
    }
    if (answer !== 0) response.writeHead(answer).end();
  });
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const messages = (): readonly Message[] => bodies.map((body) => JSON.parse(body));
  const made: Subscriber = {
    Endpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}/in`,
    bodies,
    headers,
    messages,
    notifications: () =>
      messages()
        .filter(({ Type }) => Type === 'Notification')
        .map(({ Message }) => Message),
    answer: 200,
    requests: 0,
  };
  return made;
}

/** A topic with a subscriber that has confirmed. */
async function subscribed(where: SNSClient, Name: string, to: Subscriber) {
  const TopicArn = (await where.send(new CreateTopicCommand({ Name }))).TopicArn!;
  await where.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: to.Endpoint }));
  await until(async () => to.messages().length === 1);
  const { Token } = to.messages()[0]!;
  const { SubscriptionArn } = await where.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
  return { TopicArn, SubscriptionArn: SubscriptionArn! };
}

test('the SDK subscribes, confirms, publishes and ends', async () => {
  const to = await subscriber();
  const { TopicArn, SubscriptionArn } = await subscribed(sns, 'sdk', to);
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Subject: 'Fire', Message: 'It burns.' }));
  await until(async () => to.notifications().length === 1);
  expect(to.messages()[1]).toMatchObject({ MessageId, Subject: 'Fire', Message: 'It burns.', TopicArn });
  expect(to.headers[1]).toMatchObject({
    'content-type': 'text/plain; charset=UTF-8',
    'x-amz-sns-message-type': 'Notification',
    'x-amz-sns-message-id': MessageId,
    'x-amz-sns-topic-arn': TopicArn,
    'x-amz-sns-subscription-arn': SubscriptionArn,
  });
  const raw = { SubscriptionArn, AttributeName: 'RawMessageDelivery', AttributeValue: 'true' };
  await sns.send(new SetSubscriptionAttributesCommand(raw));
  await sns.send(new PublishCommand({ TopicArn, Message: 'raw text' }));
  await until(async () => to.bodies.includes('raw text'));
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  await sns.send(new PublishCommand({ TopicArn, Message: 'to nobody' }));
  await aWhile();
  expect(to.bodies).toHaveLength(3);
});

test('the links in messages confirm and end without credentials', async () => {
  const to = await subscriber();
  const TopicArn = (await sns.send(new CreateTopicCommand({ Name: 'links' }))).TopicArn!;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: to.Endpoint }));
  await until(async () => to.messages().length === 1);
  const wrong = to.messages()[0]!.SubscribeURL.replace(/Token=./, 'Token=-');
  expect((await fetch(wrong)).status).toBe(400);
  const confirmed = await fetch(to.messages()[0]!.SubscribeURL);
  expect(await confirmed.json()).toEqual({ SubscriptionArn: expect.stringContaining(`${TopicArn}:`) });
  await sns.send(new PublishCommand({ TopicArn, Message: 'It burns.' }));
  await until(async () => to.notifications().length === 1);
  expect((await fetch(to.messages()[1]!.UnsubscribeURL)).status).toBe(200);
  expect((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toEqual([]);
});

test.runIf(hasAws)('the aws command', async () => {
  const to = await subscriber();
  const call = <T>(...words: readonly string[]) => awsJson<T>(server, ['sns', ...words]);
  const { TopicArn } = await call<{ TopicArn: string }>('create-topic', '--name', 'cli', '--tags', 'Key=a,Value=b');
  const on = ['--topic-arn', TopicArn];
  await call('subscribe', ...on, '--protocol', 'http', '--notification-endpoint', to.Endpoint);
  await until(async () => to.messages().length === 1);
  const token = ['--token', to.messages()[0]!.Token];
  const { SubscriptionArn } = await call<{ SubscriptionArn: string }>('confirm-subscription', ...on, ...token);
  const attributes = '{"size":{"DataType":"Number","StringValue":"3"}}';
  await call('publish', ...on, '--message', 'It burns.', '--message-attributes', attributes);
  await until(async () => to.notifications().length === 1);
  expect(to.messages()[1]).toMatchObject({ MessageAttributes: { size: { Type: 'Number', Value: '3' } } });
  await call('unsubscribe', '--subscription-arn', SubscriptionArn);
  expect(await call('list-subscriptions-by-topic', ...on)).toEqual({ Subscriptions: [] });
});

test.runIf(hasBoto3)('boto3', async () => {
  const to = await subscriber();
  const lines = (text: string) => `sns = boto3.client('sns')\n${text}`;
  const topic = await python<string>(
    server,
    lines(`
arn = sns.create_topic(Name='python', Attributes={'DisplayName': 'x'})['TopicArn']
sns.subscribe(TopicArn=arn, Protocol='http', Endpoint='${to.Endpoint}')
show(arn)`),
  );
  await until(async () => to.messages().length === 1);
  const codes = await python<readonly string[]>(
    server,
    lines(`
arn = '${topic}'
got = [code(sns.confirm_subscription, TopicArn=arn, Token='x')]
made = sns.confirm_subscription(TopicArn=arn, Token='${to.messages()[0]!.Token}')['SubscriptionArn']
sns.publish(TopicArn=arn, Message='{"default":"all","http":"It burns."}', MessageStructure='json')
got.append(code(sns.publish, TopicArn=arn, Message=''))
got.append(code(sns.publish, TopicArn=arn + 'x', Message='a'))
got.append(code(sns.subscribe, TopicArn=arn, Protocol='sqs', Endpoint='arn:aws:sqs:us-east-1:111122223333:q'))
got.append(sns.get_subscription_attributes(SubscriptionArn=made)['Attributes']['PendingConfirmation'])
show(got)`),
  );
  expect(codes).toEqual(['InvalidParameter', 'InvalidParameter', 'NotFound', 'InvalidParameter', 'false']);
  await until(async () => to.notifications().length === 1);
  expect(to.notifications()).toEqual(['It burns.']);
});

test('another account gets in by the topic’s policy alone', async () => {
  const organizations = new OrganizationsClient(settings(server));
  await organizations.send(new CreateOrganizationCommand({}));
  const wanted = new CreateAccountCommand({ AccountName: 'other', Email: 'other@example.com' });
  const { CreateAccountStatus } = await organizations.send(wanted);
  const CreateAccountRequestId = CreateAccountStatus!.Id!;
  const status = await organizations.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId }));
  const account = status.CreateAccountStatus!.AccountId!;
  const role = { RoleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`, RoleSessionName: 'test' };
  const { Credentials } = await new STSClient(settings(server)).send(new AssumeRoleCommand(role));
  const credentials = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
  const other = new SNSClient({ ...settings(server), credentials });
  const TopicArn = (await sns.send(new CreateTopicCommand({ Name: 'shared' }))).TopicArn!;
  const publish = () => refusalOf(other.send(new PublishCommand({ TopicArn, Message: 'from next door' })));
  const who = `arn:aws:sts::${account}:assumed-role/OrganizationAccountAccessRole/test`;
  const because = 'because no resource-based policy allows the SNS:Publish action';
  expect(await publish()).toBe(
    `AuthorizationErrorException: User: ${who} is not authorized to perform: SNS:Publish on resource: ${TopicArn} ${because}`,
  );
  const permission = { TopicArn, Label: 'next-door', AWSAccountId: [account], ActionName: ['Publish'] };
  await sns.send(new AddPermissionCommand(permission));
  expect(await publish()).toBe('success');
  expect(await refusalOf(other.send(new CreateTopicCommand({ Name: 'own' })))).toBe('success');
});

test('a message is delivered after kill -9, and once', async () => {
  const first = await startServer();
  onTestFinished(() => first.stop());
  const to = await subscriber();
  const { TopicArn } = await subscribed(snsAt(first), 'kept', to);
  to.answer = 0;
  await snsAt(first).send(new PublishCommand({ TopicArn, Message: 'It burned.' }));
  await until(async () => to.requests === 2);
  await first.kill();
  expect(to.notifications()).toEqual([]);
  to.answer = 200;
  const second = await startServer([], first.state);
  onTestFinished(() => second.kill());
  await until(async () => to.notifications().length > 0);
  await aWhile();
  expect(to.notifications()).toEqual(['It burned.']);
});
