/**
 * How much an account may share, as AWS sets it at first, except where a number stands in an operation's own description.
 * https://docs.aws.amazon.com/ram/latest/userguide/service-quotas.html
 */

export const mostShares = 25_000;
export const mostResourcesPerShare = 5_000;
export const mostPrincipalsPerShare = 5_000;
export const mostResources = 25_000;
export const mostPrincipals = 25_000;
export const mostPendingInvitations = 250;
export const mostPermissions = 1_500;
export const mostPermissionsPerType = 10;
export const mostVersions = 5;

/** https://docs.aws.amazon.com/ram/latest/APIReference/API_AssociateResourceShare.html; likeliest for principals, too. */
export const mostPerCall = 100;
