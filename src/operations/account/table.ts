/** Every operation of Account Management, by name. */

import { regionOperations } from './region.ts';

export const accountOperations = { ...regionOperations };
