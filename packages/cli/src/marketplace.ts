/**
 * `postern marketplace`: what AWS's web site and its people do for partners' services. An endpoint service is published as a
 * product, accounts subscribe to it or cease to, and products are listed with their subscribers. The server wants changes
 * signed by the management account, whose keys are in the files beside its state; a command ends once the data plane is as asked.
 */

import type { Command } from 'commander';
import type { Health } from '../../../src/control/control.ts';
import type { MarketplaceAction, MarketplaceChange, ToldProduct } from '../../../src/control/marketplace.ts';
import { applied } from './fault.ts';
import { endpointOf, serverAt } from './find-server.ts';
import { askAsManagement, readAnswer } from './management.ts';
import { request } from './request.ts';

interface Options {
  readonly endpoint?: string;
  readonly json?: true;
}

type Words = Readonly<Record<string, string | undefined>>;

export function define(command: Command): void {
  command
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .configureHelp({ showGlobalOptions: true });
  const change = (action: MarketplaceAction, words: Words): Promise<void> =>
    changeAndTell(command.opts<Options>(), action, words);
  command
    .command('publish')
    .description('sell an endpoint service: from then on only subscribers find it; again: change its title or DNS name')
    .argument('<service>', "the service's id, name or Name tag")
    .requiredOption('--title <title>', "the product's title")
    .option('--dns-name <name>', "the seller's own name for endpoints, such as api.vpce.example.com")
    .action((service: string, { title, dnsName }: Words) => change('publish', { service, title, dnsName }));
  const product = ['<product>', "the product's id or title, or its service"] as const;
  const account = ['--account <account>', 'the id or name of the account'] as const;
  command
    .command('subscribe')
    .description('let an account find the product and make endpoints for it')
    .argument(...product)
    .requiredOption(...account)
    .action((name: string, options: Words) => change('subscribe', { product: name, account: options.account }));
  command
    .command('unsubscribe')
    .description('let it no longer: the endpoints that it has are rejected')
    .argument(...product)
    .requiredOption(...account)
    .action((name: string, options: Words) => change('unsubscribe', { product: name, account: options.account }));
  command
    .command('list')
    .description('tell which products there are, and who subscribes to them')
    .action(async () => {
      const { endpoint, json } = command.opts<Options>();
      const server = await serverAt(endpointOf(endpoint));
      const told = readAnswer<{ readonly products: readonly ToldProduct[] }>(
        await request(server.endpoint, '/_postern/marketplace'),
      );
      process.stdout.write(json ? `${JSON.stringify(told)}\n` : listText(told.products));
    });
}

async function changeAndTell({ endpoint, json }: Options, action: MarketplaceAction, words: Words): Promise<void> {
  const server = await serverAt(endpointOf(endpoint));
  const path = `/_postern/marketplace/${action}`;
  const change = await askAsManagement<MarketplaceChange>(server, {
    method: 'POST',
    path,
    body: JSON.stringify(words),
  });
  const health = await applied(server.endpoint, change.revision);
  process.stdout.write(json ? `${JSON.stringify(change)}\n` : changeText(action, change, words.account, health));
}

const done: Readonly<Record<MarketplaceAction, string>> = {
  publish: 'is published',
  subscribe: 'is subscribed to by',
  unsubscribe: 'is not subscribed to by',
};

export function changeText(
  action: MarketplaceAction,
  { product, changed }: MarketplaceChange,
  account: string | undefined,
  { fabric, why }: Pick<Health, 'fabric' | 'why'>,
): string {
  const who = account === undefined ? '' : ` ${account}`;
  const already = changed ? '' : ' already';
  const unenforced = fabric === 'none' ? ` (nothing enforces it: ${why})` : '';
  const first = `${product.title} (${product.id}) ${done[action]}${who}${already}${unenforced}\n`;
  return action === 'publish' ? `${first}${delegationText(product)}` : first;
}

function delegationText({ dnsName, nameServers = [], delegated }: ToldProduct): string {
  if (dnsName === undefined) return '';
  if (delegated) return `    endpoints are called below ${dnsName}\n`;
  return `    endpoints are called below ${dnsName}, once an NS record of that name says ${nameServers.join(', ')}\n`;
}

export function listText(products: readonly ToldProduct[]): string {
  if (products.length === 0) return 'nothing is published\n';
  return products.map(productText).join('');
}

function productText(product: ToldProduct): string {
  const { id, title, seller, serviceName, subscribers } = product;
  const names = subscribers.map(({ account, name }) => (name === undefined ? account : `${name} (${account})`));
  const told = names.length === 0 ? 'nobody subscribes to it' : `subscribers: ${names.join(', ')}`;
  return `${id}  ${title}, sold by ${seller}: ${serviceName}\n${delegationText(product)}    ${told}\n`;
}
