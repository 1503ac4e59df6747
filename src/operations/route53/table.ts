/** Every operation of this service, by name. */

export const route53Operations = {};
