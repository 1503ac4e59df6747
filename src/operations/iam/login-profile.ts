/**
 * Login profiles: that a user has a password. The password itself is checked against AWS's default policy for passwords and
 * forgotten, because nothing here can be signed in to with one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */

import { Fault } from '../../base/fault.ts';
import type { User } from '../../model/identity.ts';
import type { Context } from '../context.ts';
import { meantUser, userNamed } from './entity.ts';
import { alreadyExists, noSuchEntity, validationError } from './faults.ts';
import type { IamHandlers } from './handlers.ts';

const shortestPassword = 8;
const longestPassword = 128;
const neededClasses = 3;
const characterClasses = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/] as const;

/** The sentence is the likeliest. @throws Fault PasswordPolicyViolation */
function checkPassword(password: string | undefined): void {
  if (password === undefined) return;
  const classes = characterClasses.filter((one) => one.test(password)).length;
  if (password.length >= shortestPassword && password.length <= longestPassword && classes >= neededClasses) return;
  throw new Fault('PasswordPolicyViolation', 'Password does not conform to the account password policy.');
}

function userMeant(context: Context, name: string | undefined): string {
  const meant = meantUser(context, name);
  if (meant === undefined) throw validationError('Must specify userName when calling with non-User credentials');
  return meant;
}

function profileOf(user: User): NonNullable<User['loginProfile']> {
  if (user.loginProfile === undefined) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
  return user.loginProfile;
}

const shown = (name: string, { created, passwordResetRequired }: NonNullable<User['loginProfile']>) => ({
  LoginProfile: { UserName: name, CreateDate: new Date(created), PasswordResetRequired: passwordResetRequired },
});

export const loginProfileOperations: IamHandlers<
  'CreateLoginProfile' | 'DeleteLoginProfile' | 'GetLoginProfile' | 'UpdateLoginProfile'
> = {
  CreateLoginProfile(context, input) {
    const name = userMeant(context, input.UserName);
    checkPassword(input.Password);
    return context.transact((draft) => {
      const user = userNamed(draft, context.account, name);
      if (user.loginProfile !== undefined) throw alreadyExists(`Login Profile for user ${name} already exists.`);
      const loginProfile = { created: context.now, passwordResetRequired: input.PasswordResetRequired ?? false };
      draft.put({ ...user, loginProfile });
      return shown(name, loginProfile);
    });
  },

  UpdateLoginProfile(context, input) {
    checkPassword(input.Password);
    return context.transact((draft) => {
      const user = userNamed(draft, context.account, input.UserName);
      const { created, passwordResetRequired } = profileOf(user);
      const required = input.PasswordResetRequired ?? passwordResetRequired;
      draft.put({ ...user, loginProfile: { created, passwordResetRequired: required } });
      return {};
    });
  },

  DeleteLoginProfile(context, input) {
    const name = userMeant(context, input.UserName);
    return context.transact((draft) => {
      const user = userNamed(draft, context.account, name);
      profileOf(user);
      const { loginProfile: _, ...rest } = user;
      draft.put(rest);
      return {};
    });
  },

  GetLoginProfile(context, input) {
    const name = userMeant(context, input.UserName);
    return shown(name, profileOf(userNamed(context.network, context.account, name)));
  },
};
