/**
 * How many of each there may be: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-entities-resolver,
 * and how long the texts of requests.
 */

export const mostEndpoints = 4;
export const leastAddresses = 2;
export const mostAddresses = 6;
export const mostRules = 1000;
export const mostTargets = 6;
export const mostAssociations = 2000;
export const longestName = 64;
export const longestRequestId = 255;
export const mostPerPage = 100;
export const mostTags = 50;
